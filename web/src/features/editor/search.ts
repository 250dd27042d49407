/** What the editor begins with, as it stands in the URL: a version, or nothing for a new policy. */
export interface EditorSearch {
  policy?: string;
  version?: number;
}

export function readEditorSearch({ policy, version }: Record<string, unknown>): EditorSearch {
  const known = typeof policy === "string" && /^[a-z0-9][a-z0-9._-]{0,63}$/.test(policy);
  const counted = typeof version === "number" && Number.isSafeInteger(version) && version > 0;
  return known && counted ? { policy, version } : {};
}
