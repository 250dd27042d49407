/** Server state by React Query: keys, freshness, and what may be retried. */
import { queryOptions } from "@tanstack/react-query";
import {
  type DecisionFilter,
  getDecision,
  getPassage,
  getProof,
  listDecisions,
  whoAmI,
} from "./endpoints";
import type { Citation } from "./types";

/** Bytes of the document shown on each side of a cited span. */
const CONTEXT_BYTES = 900;

export const meQuery = (key: string | null) =>
  queryOptions({
    queryKey: ["me", key],
    queryFn: ({ signal }) => whoAmI(undefined, signal),
    enabled: key !== null,
    staleTime: 5 * 60_000,
  });

export const decisionsQuery = (filter: DecisionFilter) =>
  queryOptions({
    queryKey: ["decisions", filter],
    queryFn: ({ signal }) => listDecisions(filter, signal),
    staleTime: 5_000,
  });

/** A decision never changes once recorded; only its detail can be erased. */
export const decisionQuery = (id: string) =>
  queryOptions({
    queryKey: ["decision", id],
    queryFn: ({ signal }) => getDecision(id, signal),
    staleTime: 60_000,
  });

export const proofQuery = (id: string) =>
  queryOptions({
    queryKey: ["proof", id],
    queryFn: ({ signal }) => getProof(id, signal),
    staleTime: 60_000,
  });

export const passageQuery = (citation: Citation) =>
  queryOptions({
    queryKey: ["passage", citation.document_id, citation.version, citation.span],
    queryFn: ({ signal }) =>
      getPassage(
        citation.document_id,
        citation.version,
        {
          start: Math.max(0, citation.span.start - CONTEXT_BYTES),
          end: citation.span.end + CONTEXT_BYTES,
        },
        signal,
      ),
    staleTime: Number.POSITIVE_INFINITY,
  });
