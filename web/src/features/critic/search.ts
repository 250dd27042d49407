/** Which version of the critic is shown, as it stands in the URL. */
export interface CriticSearch {
  /** The version that is open; the one in use, else the newest, where absent. */
  version?: number;
}

export function readCriticSearch(search: Record<string, unknown>): CriticSearch {
  const { version } = search;
  const known = typeof version === "number" && Number.isSafeInteger(version) && version > 0;
  return { version: known ? version : undefined };
}
