/**
 * The shapes of the API that the pages read, by their domain names: aliases of the generated schema.
 * Everything outside `src/api` imports these and nothing else. Only what the OpenAPI document leaves
 * open, the two halves of a decision, is described here.
 */
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Principal = Schemas["Me"];
export type Span = Schemas["Span"];
export type Citation = Schemas["Citation"];
export type AnswerStatement = Schemas["AnswerStatement"];
export type ShortAnswer = Schemas["ShortSpan"];
export type Abstention = Schemas["Abstention"];
export type EnergyTerm = Schemas["EnergyTerm"];
export type Energy = Schemas["Energy"];
export type TraceStep = Schemas["Step"];
export type Move = Schemas["Move"];
export type Trace = Schemas["Trace"];
export type RejectedReason = Schemas["RejectedReason"];
export type Rejected = Schemas["RejectedAnswer"];
export type Candidate = Schemas["CandidateEntry"];
export type Verdict = Schemas["VerdictEntry"];
export type PolicyReference = Schemas["PolicyName"];
export type Model = Schemas["Model"];
export type StageTiming = Schemas["Stage"];
/** The deterministic part of an answer: what a replay must reproduce byte for byte. */
export type AnswerBody = Schemas["AnswerBody"];
export type Answer = Schemas["AnswerResponse"];
export type AskRequest = Schemas["AskRequest"];
export type DecisionSummary = Schemas["DecisionEntry"];
export type TreeHead = Schemas["Head"];
export type InclusionProof = Schemas["InclusionProof"];
export type Replay = Schemas["Replay"];
export type Passage = Schemas["TextPart"];

export interface Page<T> {
  object: string;
  data: T[];
  next_cursor?: string | null;
}

/** RFC 9457; problems that the browser finds itself have no request. */
export type Problem = Omit<Schemas["ProblemBody"], "request_id"> & { request_id?: string | null };

/** What an answer's envelope says of it: names, numbers and digests, nobody's words. */
export interface Facts {
  policy?: PolicyReference | null;
  model?: Model | null;
  snapshot?: { revision: number } | null;
  seed?: number | null;
  request_digest?: string | null;
  answer_digest?: string | null;
  answerable?: number | null;
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
  leaf: Schemas["Leaf"];
}

export type PolicyVersion = Schemas["PolicyVersion"];
export type PolicyAction = Schemas["Action"];
export type Transition = Schemas["Transition"];
export type PolicySource = Schemas["PolicySource"];
export type PolicyInput = Schemas["PolicyInput"];
export type Validation = Schemas["Validation"];
export type TestResult = Schemas["TestResult"];
export type Tested = Schemas["Tested"];
export type StepTaken = Schemas["StepTaken"];
export type Attachment = Schemas["Attachment"];
export type Application = Schemas["Application"];
export type Place = Schemas["Place"];
export type Explanation = Schemas["Explanation"];
export type ExplainedVerdict = Schemas["ExplainedVerdict"];
export type ExplainRequest = Schemas["ExplainRequest"];
export type Backtest = Schemas["Backtest"];
export type BacktestRow = Schemas["BacktestRowEntry"];
export type BacktestSides = Schemas["BacktestSides"];
export type BacktestSide = Schemas["Side"];
export type NewBacktest = Schemas["NewBacktest"];
export type CriticVersion = Schemas["CriticVersion"];
export type CriticStepTaken = Schemas["CriticStepTaken"];
export type NewCriticBacktest = Schemas["NewCriticBacktest"];
export type Job = Schemas["Job"];
export type Feedback = Schemas["Feedback"];
export type NewFeedback = Schemas["NewFeedback"];
export type ConsistencyProof = Schemas["ConsistencyProof"];
export type InstalledPack = Schemas["InstalledPack"];
export type InstalledPacks = Schemas["InstalledPacks"];
export type PackDetail = Schemas["PackDetail"];
export type PackInstallation = Schemas["Installation"];
export type PackPolicy = Schemas["PackPolicy"];
export type PackPolicyChange = Schemas["PolicyChange"];
export type PackSigner = Schemas["PackSigner"];
