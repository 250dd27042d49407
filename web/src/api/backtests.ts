/** Back-tests: recorded decisions, replayed under another version. */
import { client, unwrap } from "./client";
import type { Backtest, BacktestRow, BacktestSides, NewBacktest, Page } from "./types";

export interface RowFilter {
  outcome?: string;
  cursor?: string;
}

const PAGE_SIZE = 50;

export function startBacktest(order: NewBacktest): Promise<Backtest> {
  return unwrap(client.POST("/v1/backtests", { body: order }));
}

export function listBacktests(
  policy: string,
  version?: number,
  signal?: AbortSignal,
): Promise<Page<Backtest>> {
  const query = { policy, version, limit: PAGE_SIZE };
  return unwrap(client.GET("/v1/backtests", { params: { query }, signal }));
}

export function getBacktest(id: string, signal?: AbortSignal): Promise<Backtest> {
  return unwrap(client.GET("/v1/backtests/{id}", { params: { path: { id } }, signal }));
}

export function cancelBacktest(id: string): Promise<Backtest> {
  return unwrap(client.POST("/v1/backtests/{id}/cancel", { params: { path: { id } } }));
}

export function listBacktestRows(
  id: string,
  filter: RowFilter,
  signal?: AbortSignal,
): Promise<Page<BacktestRow>> {
  // The word is one of BACKTEST_OUTCOMES: the reader of the URL keeps no other.
  const outcome = filter.outcome as never;
  const params = { path: { id }, query: { limit: PAGE_SIZE, cursor: filter.cursor, outcome } };
  return unwrap(client.GET("/v1/backtests/{id}/rows", { params, signal }));
}

export function getBacktestSides(
  id: string,
  decision: string,
  signal?: AbortSignal,
): Promise<BacktestSides> {
  const params = { path: { id, decision_id: decision } };
  return unwrap(client.GET("/v1/backtests/{id}/rows/{decision_id}", { params, signal }));
}
