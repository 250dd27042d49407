/** One function for each endpoint the pages use. */
import { cursorBefore, parseUtc } from "~/lib/times";
import { client, unwrap } from "./client";
import type {
  Answer,
  AskRequest,
  Decision,
  DecisionSummary,
  InclusionProof,
  Page,
  Passage,
  Principal,
  Replay,
  Span,
} from "./types";

export interface DecisionFilter {
  outcome?: string;
  kind?: string;
  /** From then on, UTC: `2026-11-25T10:00`. */
  from?: string;
  /** Before then, UTC. */
  to?: string;
  cursor?: string;
}

const PAGE_SIZE = 25;

/** Who a key belongs to. With `key`, asks for that key instead of the session's. */
export function whoAmI(key?: string, signal?: AbortSignal): Promise<Principal> {
  const headers = key ? { authorization: `Bearer ${key}` } : undefined;
  return unwrap(client.GET("/v1/me", { headers, signal }));
}

export function ask(request: AskRequest): Promise<Answer> {
  return unwrap(client.POST("/v1/answers", { body: request }));
}

/**
 * A page of decisions, newest first. The list has no parameter for time, and needs none: an identifier
 * begins with its time, so the end of a stretch is a cursor, and the page that passes its beginning is the last.
 */
export async function listDecisions(
  { from, to, ...filter }: DecisionFilter,
  signal?: AbortSignal,
): Promise<Page<DecisionSummary>> {
  const [first, end] = [parseUtc(from), parseUtc(to)];
  const cursor = filter.cursor ?? (end === null ? undefined : cursorBefore(end));
  const query = { limit: PAGE_SIZE, ...filter, cursor };
  const page = await unwrap(client.GET("/v1/decisions", { params: { query }, signal }));
  if (first === null) return page;
  const data = page.data.filter((decision) => Date.parse(decision.created_at) >= first);
  return data.length < page.data.length ? { ...page, data, next_cursor: null } : page;
}

export async function getDecision(id: string, signal?: AbortSignal): Promise<Decision> {
  const call = client.GET("/v1/decisions/{id}", { params: { path: { id } }, signal });
  // The document leaves the two halves of a record open: their fields depend on its kind.
  return (await unwrap(call)) as Decision;
}

export function getProof(id: string, signal?: AbortSignal): Promise<InclusionProof> {
  return unwrap(client.GET("/v1/decisions/{id}/proof", { params: { path: { id } }, signal }));
}

export function replayDecision(id: string): Promise<Replay> {
  return unwrap(client.POST("/v1/decisions/{id}/replay", { params: { path: { id } } }));
}

/** The text of a document version between two character offsets. */
export function getPassage(
  id: string,
  version: number,
  span: Span,
  signal?: AbortSignal,
): Promise<Passage> {
  const params = { path: { id }, query: { ...span, version } };
  return unwrap(client.GET("/v1/documents/{id}/text", { params, signal }));
}
