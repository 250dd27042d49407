/** The filter of the list of decisions, as it stands in the URL. */
import type { DecisionFilter } from "~/api/endpoints";

/** Keeps what can be meant and drops the rest, so that a mistyped link still shows a list. */
export function readDecisionFilter(search: Record<string, unknown>): DecisionFilter {
  return {
    outcome: word(search.outcome),
    kind: word(search.kind),
    cursor: typeof search.cursor === "string" && search.cursor ? search.cursor : undefined,
  };
}

/** A word as the record writes them; the server decides whether there is such an outcome or kind. */
function word(value: unknown): string | undefined {
  return typeof value === "string" && /^[a-z_]{1,40}$/.test(value) ? value : undefined;
}
