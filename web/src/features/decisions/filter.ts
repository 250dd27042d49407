/** The filter of the list of decisions, as it stands in the URL. */
import type { DecisionFilter } from "~/api/endpoints";
import { KINDS, OUTCOMES } from "~/lib/outcomes";

/** Keeps what is known and drops the rest, so that a mistyped link still shows a list. */
export function readDecisionFilter(search: Record<string, unknown>): DecisionFilter {
  return {
    outcome: oneOf(OUTCOMES, search.outcome),
    kind: oneOf(KINDS, search.kind),
    cursor: typeof search.cursor === "string" && search.cursor ? search.cursor : undefined,
  };
}

function oneOf(allowed: string[], value: unknown): string | undefined {
  return typeof value === "string" && allowed.includes(value) ? value : undefined;
}
