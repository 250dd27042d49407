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

/** Characters of the document shown on each side of a cited span. */
const CONTEXT = 900;

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
          start: Math.max(0, citation.span.start - CONTEXT),
          end: citation.span.end + CONTEXT,
        },
        signal,
      ),
    staleTime: Number.POSITIVE_INFINITY,
  });
