/** One function for each endpoint the pages use. */
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

export function listDecisions(
  filter: DecisionFilter,
  signal?: AbortSignal,
): Promise<Page<DecisionSummary>> {
  const query = { limit: PAGE_SIZE, ...filter };
  return unwrap(client.GET("/v1/decisions", { params: { query }, signal }));
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
