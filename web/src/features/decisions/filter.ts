/** The filter of the list of decisions, as it stands in the URL. */
import type { DecisionFilter } from "~/api/endpoints";
import { KINDS, OUTCOMES } from "~/lib/outcomes";
import { parseUtc } from "~/lib/times";

/** Keeps what can be meant and drops the rest, so that a mistyped link still shows a list. */
export function readDecisionFilter(search: Record<string, unknown>): DecisionFilter {
  return {
    outcome: oneOf(OUTCOMES, search.outcome),
    kind: oneOf(KINDS, search.kind),
    from: minute(search.from),
    to: minute(search.to),
    cursor: typeof search.cursor === "string" && search.cursor ? search.cursor : undefined,
  };
}

/** A changed filter begins again at the newest decision; an outcome that its kind does not know goes. */
export function changeFilter(
  { cursor: _, ...filter }: DecisionFilter,
  change: DecisionFilter,
  known: (kind: string | undefined) => string[],
): DecisionFilter {
  const next = { ...filter, ...change };
  const fits = next.outcome === undefined || known(next.kind).includes(next.outcome);
  return fits ? next : { ...next, outcome: undefined };
}

function oneOf(words: string[], value: unknown): string | undefined {
  return typeof value === "string" && words.includes(value) ? value : undefined;
}

function minute(value: unknown): string | undefined {
  return typeof value === "string" && parseUtc(value) !== null ? value : undefined;
}
