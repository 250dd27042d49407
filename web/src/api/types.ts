/**
 * The shapes of the API that the pages read, by their domain names. Everything outside `src/api`
 * imports these and nothing else, so the source of the types can change in one place.
 */

export type Outcome = "answered" | "abstained" | "refused" | "permitted" | "withheld" | "recorded";
export type DecisionKind = "answer" | "check" | "policy" | "memory" | "tombstone" | "key";

export interface Principal {
  principal: string;
  name: string;
  tenant: string;
  scopes: string[];
}

export interface Span {
  /** Offsets in UTF-8 bytes, half open. */
  start: number;
  end: number;
}

export interface Citation {
  document_id: string;
  title: string;
  version: number;
  heading_path: string[];
  span: Span;
  source: string;
}

export interface AnswerStatement {
  statement_id: number;
  text: string;
  /** 0 to 1. */
  relevance: number;
  citation: Citation;
}

export interface ShortAnswer {
  text: string;
  kind: string;
  /** Index into `statements`. */
  statement: number;
  /** UTF-8 byte offsets inside that statement's text. */
  start: number;
  end: number;
}

export interface Abstention {
  reason: string;
  score: number;
  threshold: number;
  objective?: string | null;
}

export interface EnergyTerm {
  name: string;
  unit: string;
  range: number[];
  weight: number;
  value: number;
  energy: number;
}

export interface Energy {
  total: number;
  terms: EnergyTerm[];
}

export interface TraceStep {
  step: number;
  temperature: number;
  best: number;
  mean: number;
}

export interface Move {
  move: string;
  energy: number;
}

export interface Trace {
  restarts: number;
  candidates: number;
  steps: TraceStep[];
  moves: Move[];
  certified: boolean;
}

export interface RejectedReason {
  kind: string;
  by?: number | null;
  objective?: string | null;
  detail?: string | null;
}

export interface Rejected {
  statements: number[];
  text: string;
  energy: number;
  terms: EnergyTerm[];
  reason: RejectedReason;
}

export interface Candidate {
  statement_id: number;
  text: string;
  relevance: number;
  lexical: number;
  admitted: boolean;
  reason?: string | null;
}

export interface Verdict {
  objective: string;
  kind: string;
  stage: string;
  enforcement: string;
  status: string;
  /** Satisfied at or below zero; null when it could not be evaluated. */
  value?: number | null;
  message?: string | null;
}

export interface PolicyReference {
  name: string;
  version: number | string;
  digest: string;
}

export interface StageTiming {
  name: string;
  ms: number;
}

/** The deterministic part of an answer: what a replay must reproduce byte for byte. */
export interface AnswerBody {
  outcome: string;
  text: string;
  statements: AnswerStatement[];
  short_answer?: ShortAnswer | null;
  confidence: number;
  abstention?: Abstention | null;
  energy: Energy;
  trace: Trace;
  rejected: Rejected[];
  candidates: Candidate[];
  verdicts: Verdict[];
  policy: PolicyReference;
  memory: { revision: number };
  model: { encoder: string; calibration: string };
  seed: number;
}

export interface Answer extends AnswerBody {
  id: string;
  object: string;
  created_at: string;
  timings: { total_ms: number; stages: StageTiming[] };
  decision_id: string;
}

export interface AskRequest {
  question: string;
  max_statements?: number;
  seed?: number;
  policy?: string;
}

export interface DecisionSummary {
  id: string;
  kind: string;
  outcome: string;
  created_at: string;
  principal: string;
}

export interface Page<T> {
  object: string;
  data: T[];
  next_cursor?: string | null;
}

/** The audited record itself: its canonical JSON bytes are the leaf of the log. */
export interface Envelope {
  id: string;
  tenant: string;
  kind: string;
  created_at_ms: number;
  principal: string;
  outcome: string;
  policy?: PolicyReference | null;
  model?: { encoder: string; calibration: string } | null;
  snapshot?: { revision: number } | null;
  seed?: number | null;
  request_digest?: string | null;
  detail_digest?: string | null;
  timings_ms?: Record<string, number> | null;
  [field: string]: unknown;
}

export interface DecisionDetail {
  request?: { question?: string | null; [field: string]: unknown } | null;
  answer?: AnswerBody | null;
  [field: string]: unknown;
}

export interface Decision extends DecisionSummary {
  envelope: Envelope;
  /** Absent once erased: the envelope and the log stay. */
  detail?: DecisionDetail | null;
  leaf: { index: number; hash: string };
}

export interface TreeHead {
  tenant: string;
  size: number;
  root: string;
  signed_at_ms: number;
  key_id: string;
  public_key: string;
  signature: string;
}

export interface InclusionProof {
  leaf_index: number;
  leaf_hash: string;
  tree_size: number;
  root: string;
  audit_path: string[];
  head: TreeHead;
}

export interface Replay {
  identical: boolean;
  recall: string;
  recorded_digest: string;
  replayed_digest: string;
  /** JSON pointers of the fields that differ. */
  differences: string[];
  answer?: AnswerBody | null;
}

export interface Passage extends Span {
  document_id: string;
  title: string;
  version: number;
  text: string;
}

export interface Problem {
  type: string;
  title: string;
  status: number;
  detail?: string | null;
  code: string;
  request_id?: string | null;
}
