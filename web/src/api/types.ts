/**
 * The shapes of the API that the pages read, by their domain names. Everything outside `src/api`
 * imports these and nothing else, so the source of the types can change in one place.
 */

export interface Principal {
  principal: string;
  name: string;
  tenant: string;
  scopes: string[];
  labels: string[];
}

export interface Span {
  /** Characters (Unicode scalar values), half open. */
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
  /** Characters inside that statement's text. */
  start: number;
  end: number;
}

export interface Abstention {
  reason: string;
  /** Confidence reached. */
  score: number;
  /** Confidence needed. */
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
  /** Energies of the distinct answers that rounding left, ascending. */
  rounded?: number[];
  moves: Move[];
  /** Whether no feasible answer of less energy exists. */
  certified: boolean;
}

export interface RejectedReason {
  kind: string;
  by?: number | null;
  objective?: string | null;
  detail?: string | null;
  score?: number | null;
  threshold?: number | null;
}

export interface Rejected {
  statements: number[];
  /** Absent where a hard objective forbids to say it. */
  text?: string | null;
  energy: Energy;
  reason: RejectedReason;
}

export interface Candidate {
  statement_id: number;
  /** Absent where a hard objective excluded it. */
  text?: string | null;
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
  /** Satisfied when at most the margin; null when it could not be evaluated. */
  value?: number | null;
  margin?: number | null;
  /** Why, for whoever reads the decision. */
  reason?: string | null;
  /** What the user is told when it is violated. */
  message?: string | null;
}

export interface PolicyReference {
  name: string;
  version: number | string;
  digest: string;
}

export interface Model {
  name?: string | null;
  encoder: string;
  calibration: string;
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
  model: Model;
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

/** What an answer's envelope says of it: names, numbers and digests, nobody's words. */
export interface Facts {
  policy?: PolicyReference | null;
  model?: Model | null;
  snapshot?: { revision: number } | null;
  seed?: number | null;
  request_digest?: string | null;
  answer_digest?: string | null;
  confidence?: number | null;
  verdicts?: { objective: string; stage: string; enforcement: string; status: string }[] | null;
  timings_ms?: StageTiming[] | null;
  [field: string]: unknown;
}

/** The audited record itself: its canonical JSON bytes are the leaf of the log. */
export interface Envelope {
  id: string;
  tenant: string;
  kind: string;
  outcome: string;
  principal: string;
  created_at_ms: number;
  facts?: Facts | null;
  detail_digest?: string | null;
  [field: string]: unknown;
}

/** The part of a record that can be erased: the words. */
export interface DecisionDetail {
  request?: { question?: string | null; [field: string]: unknown } | null;
  body?: AnswerBody | null;
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
  /** The parameter at fault. */
  parameter?: string | null;
  request_id?: string | null;
}
