/** What of a policy is shown, as it stands in the URL. */
export interface PolicySearch {
  /** The version that is open; the active one, else the newest, where absent. */
  version?: number;
  /** The version that it is compared with. */
  compare?: number;
}

export function readPolicySearch(search: Record<string, unknown>): PolicySearch {
  return { version: ordinal(search.version), compare: ordinal(search.compare) };
}

function ordinal(value: unknown): number | undefined {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? value : undefined;
}
