/** Plans: ask, read, approve, say what came of their actions. */
import { client, unwrap } from "./client";
import type { components, operations } from "./schema";
import type { EnergyTerm, Page } from "./types";
import type { Change, World, WorldAction } from "./world";

type Schemas = components["schemas"];

export type PlanEntry = Schemas["PlanEntry"];
export type GoalInput = Schemas["GoalInput"];
export type RuleInput = Schemas["RuleInput"];
export type PlanMethod = Schemas["MethodInput"];
type PlansQuery = NonNullable<operations["list_plans"]["parameters"]["query"]>;
export type PlanStatus = NonNullable<PlansQuery["status"]>;
export type NewPlan = Omit<Schemas["NewPlan"], "state"> & { state: World };

export interface PlannedStep {
  action: WorldAction;
  cost: number;
  needs_approval: boolean;
  state: World;
  digest: string;
  changes: Change[];
  members: string[];
  /** Share of the members that predict this state. */
  agreement: number;
  disagreement: number;
  probability: number;
  /** How far each goal holds after it, 0 to 1. */
  goals: number[];
}

export interface PlannedWay {
  steps: PlannedStep[];
  energy: { total: number; terms: EnergyTerm[] };
  searched_energy: number;
  goals: { name: string; holds: number; unevaluable?: string }[];
  reached: boolean;
  cost: number;
  confidence: number;
}

export type Rejection =
  | { kind: "guardrail"; name: string; detail: string; member: number }
  | { kind: "action"; name: string; detail: string }
  | { kind: "needs_approval"; action: string }
  | { kind: "cost_budget"; cost: number; budget: number }
  | { kind: "unpredictable" }
  | { kind: "higher_energy"; by: number };

export interface RejectedPlan {
  actions: WorldAction[];
  energy: number;
  reached: boolean;
  reason: Rejection;
}

/** What was asked for, as it is kept: the guardrails of the plan's own are its `rules`. */
export interface PlanRequest {
  environment: string;
  schema_version: number;
  model: number;
  policy: string;
  state: World;
  goals: GoalInput[];
  rules: RuleInput[];
  task: string;
  score: number;
  horizon: number;
  cost_budget: number | null;
  expansions: number;
  time_ms: number;
  method: string;
  seed: number;
  tolerance: { absolute: number; relative: number };
}

export interface Surprise {
  step: number;
  before: World;
  action: WorldAction;
  expected: World;
  actual: World;
  /** What leads from the prediction to what happened. */
  difference: Change[];
  probability: number;
}

export type PlanVerdict =
  | { verdict: "stands"; next: WorldAction }
  | ({ verdict: "surprise" } & Surprise)
  | { verdict: "reached" | "exhausted" | "unexpected" };

export interface PlanEvent {
  kind: string;
  /** Of `planned` the outcome; of an observation the action and the verdict; of the rest a reason. */
  detail: {
    reason?: string;
    action?: WorldAction;
    verdict?: PlanVerdict;
    plan?: PlannedWay | null;
    certificate?: string;
  };
  principal: string;
  decision_id: string;
  at: string;
}

export interface Plan extends PlanEntry {
  author_is_caller: boolean;
  request: PlanRequest;
  plan: PlannedWay | null;
  nearest: PlannedWay | null;
  rejected: RejectedPlan[];
  certificate: string;
  statistics: Record<string, number>;
  next_action: WorldAction | null;
  taken: number;
  surprises: number;
  events?: PlanEvent[] | null;
}

export interface Observed {
  verdict: PlanVerdict;
  replanned: boolean;
  decision_id: string;
  plan: Plan;
}

export interface PlanFilter {
  environment?: string;
  status?: PlanStatus;
  cursor?: string;
}

const PAGE_SIZE = 50;

/** A page of plans, newest first. */
export async function listPlans(
  filter: PlanFilter,
  signal?: AbortSignal,
): Promise<Page<PlanEntry>> {
  const query = { limit: PAGE_SIZE, ...filter };
  return unwrap(client.GET("/v1/plans", { params: { query }, signal }));
}

/** The document leaves the parts of a plan open. */
export async function getPlan(id: string, signal?: AbortSignal): Promise<Plan> {
  const call = client.GET("/v1/plans/{id}", { params: { path: { id } }, signal });
  return (await unwrap(call)) as unknown as Plan;
}

export async function createPlan(order: NewPlan): Promise<Plan> {
  const body = order as unknown as Schemas["NewPlan"];
  return (await unwrap(client.POST("/v1/plans", { body }))) as unknown as Plan;
}

export type PlanStep = "approve" | "abandon";

export async function takePlanStep(id: string, step: PlanStep, reason: string): Promise<Plan> {
  const init = { params: { path: { id } }, body: { reason } };
  return (await unwrap(client.POST(`/v1/plans/{id}/${step}`, init))) as unknown as Plan;
}

export async function observePlan(id: string, state: World, score?: number): Promise<Observed> {
  const body = { state, score } as unknown as Schemas["NewObservation"];
  const init = { params: { path: { id } }, body };
  return (await unwrap(client.POST("/v1/plans/{id}/observations", init))) as unknown as Observed;
}
