import { BACKTEST_OUTCOMES } from "~/lib/outcomes";

/** Which rows of a back-test are shown, and which one is open, as it stands in the URL. */
export interface BacktestSearch {
  outcome?: string;
  cursor?: string;
  /** The decision that is open. */
  row?: string;
}

export function readBacktestSearch({
  outcome,
  cursor,
  row,
}: Record<string, unknown>): BacktestSearch {
  return {
    outcome:
      typeof outcome === "string" && BACKTEST_OUTCOMES.includes(outcome) ? outcome : undefined,
    cursor: cursorOf(cursor),
    row: typeof row === "string" && /^dec_[0-9a-z]{1,40}$/.test(row) ? row : undefined,
  };
}

/** Cursors of this list are places in the log: the router reads them from the URL as numbers. */
function cursorOf(value: unknown): string | undefined {
  if (typeof value === "number" && Number.isSafeInteger(value)) return String(value);
  return typeof value === "string" && value ? value : undefined;
}
