/**
 * The endpoints that the pages call, in the form `openapi-typescript` generates, written by hand
 * from the API contract. `npm run generate:api` writes the generated `schema.d.ts` beside it.
 */
import type {
  Answer,
  AskRequest,
  Decision,
  DecisionSummary,
  InclusionProof,
  Page,
  Passage,
  Principal,
  Problem,
  Replay,
} from "./types";

interface Ok<T> {
  responses: {
    200: { content: { "application/json": T } };
    default: { content: { "application/problem+json": Problem } };
  };
}

interface ById {
  parameters: { path: { id: string } };
}

export interface paths {
  "/v1/me": { get: Ok<Principal> };
  "/v1/answers": {
    post: Ok<Answer> & { requestBody: { content: { "application/json": AskRequest } } };
  };
  "/v1/decisions": {
    get: Ok<Page<DecisionSummary>> & {
      parameters: {
        query?: { limit?: number; cursor?: string; outcome?: string; kind?: string };
      };
    };
  };
  "/v1/decisions/{id}": { get: Ok<Decision> & ById };
  "/v1/decisions/{id}/proof": { get: Ok<InclusionProof> & ById };
  "/v1/decisions/{id}/replay": { post: Ok<Replay> & ById };
  "/v1/documents/{id}/text": {
    get: Ok<Passage> & {
      parameters: {
        path: { id: string };
        query?: { start?: number; end?: number; version?: number };
      };
    };
  };
}
