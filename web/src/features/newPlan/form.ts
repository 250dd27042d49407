/** What is asked for, as it is typed, and the request that it makes. */
import type { NewPlan, PlanMethod, PlanRequest, RuleInput } from "~/api/plans";
import type { World } from "~/api/world";

export interface OwnRule extends RuleInput {
  /** Tells rows of the form apart. */
  key: number;
}

export interface PlanForm {
  /** Goals that the schema names. */
  named: string[];
  /** Goals that are written out. */
  expressions: { key: number; expression: string }[];
  rules: OwnRule[];
  policy?: string;
  /** Version of the world model; the newest where absent. */
  model?: number;
  task: string;
  score: string;
  horizon: string;
  costBudget: string;
  expansions: string;
  /** Seconds. */
  time: string;
  method: PlanMethod;
  seed: string;
  absolute: string;
  relative: string;
}

/** What the server takes where nothing is said. */
export const EMPTY: PlanForm = {
  named: [],
  expressions: [],
  rules: [],
  task: "",
  score: "0",
  horizon: "12",
  costBudget: "",
  expansions: "20000",
  time: "10",
  method: "automatic",
  seed: "0",
  absolute: "0",
  relative: "0",
};

export const METHODS: { id: PlanMethod; label: string }[] = [
  { id: "automatic", label: "Chosen by the number of actions" },
  { id: "best_first", label: "Best-first search" },
  { id: "cross_entropy", label: "Cross-entropy method" },
];

/** The form that would make a request again. The policy is left to the one in force: a request keeps a digest of it. */
export function formOf(request: PlanRequest): PlanForm {
  const named = request.goals.flatMap((goal) => ("named" in goal ? [goal.named] : []));
  const written = request.goals.flatMap((goal) => ("expression" in goal ? [goal.expression] : []));
  const method = METHODS.find(({ id }) => id === request.method)?.id ?? "automatic";
  return {
    named,
    expressions: written.map((expression, key) => ({ key, expression })),
    rules: request.rules.map((rule, key) => ({ ...rule, key })),
    task: request.task,
    score: String(request.score),
    horizon: String(request.horizon),
    costBudget: request.cost_budget === null ? "" : String(request.cost_budget),
    expansions: String(request.expansions),
    time: String(request.time_ms / 1000),
    method,
    seed: String(request.seed),
    absolute: String(request.tolerance.absolute),
    relative: String(request.tolerance.relative),
  };
}

/** What is missing before anything can be asked; nothing where it can. */
export function missing(form: PlanForm): string | undefined {
  const written = form.expressions.filter(({ expression }) => expression.trim());
  if (form.named.length + written.length === 0) return "Choose a goal, or write one.";
  const half = form.rules.find(({ name, expression }) => !name.trim() !== !expression.trim());
  return half ? "A guardrail needs a name and a condition." : undefined;
}

export function orderOf(form: PlanForm, environment: string, state: World): NewPlan {
  const written = form.expressions.filter(({ expression }) => expression.trim());
  const rules = form.rules.filter(({ name }) => name.trim());
  return {
    environment,
    state,
    goals: [
      ...form.named.map((named) => ({ named })),
      ...written.map(({ expression }) => ({ expression: expression.trim() })),
    ],
    guardrails: rules.map(({ name, expression }) => ({
      name: name.trim(),
      expression: expression.trim(),
    })),
    policy: form.policy,
    model: form.model,
    task: form.task,
    score: number(form.score),
    horizon: number(form.horizon),
    cost_budget: number(form.costBudget),
    expansions: number(form.expansions),
    time_ms: seconds(form.time),
    method: form.method,
    seed: number(form.seed),
    tolerance: { absolute: number(form.absolute), relative: number(form.relative) },
  };
}

/** What was typed; nothing where the field is empty. What is no number, the server names. */
function number(text: string): number | undefined {
  return text.trim() === "" ? undefined : Number(text);
}

function seconds(text: string): number | undefined {
  const value = number(text);
  return value === undefined ? undefined : Math.round(value * 1000);
}

/** A key that no row has yet. */
export function nextKey(rows: { key: number }[]): number {
  return Math.max(-1, ...rows.map(({ key }) => key)) + 1;
}
