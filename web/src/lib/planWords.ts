/** What the parts of a plan mean, in words. */
import type { PlanEvent, PlanStatus, RejectedPlan, Rejection } from "~/api/plans";
import { compact, energy, humanise } from "./format";

/** Where a plan may stand. */
export const PLAN_STATUSES: PlanStatus[] = [
  "ready",
  "awaiting_approval",
  "reached",
  "not_found",
  "exhausted",
  "abandoned",
];

/** The status of a name, if it is one. */
export function readPlanStatus(name: unknown): PlanStatus | undefined {
  return PLAN_STATUSES.find((status) => status === name);
}

const STATUS: Record<string, string> = { not_found: "No plan" };

export function planStatus(status: string): string {
  return STATUS[status] ?? humanise(status);
}

const STANDING: Record<string, string> = {
  ready: "Its next action may be taken.",
  awaiting_approval: "It holds an action that cannot be undone: somebody else must approve it.",
  reached: "The goals hold.",
  not_found:
    "There is no plan that keeps every guardrail and reaches the goals, or none was found.",
  exhausted: "Every action was taken and came out as predicted, and yet the goals do not hold.",
  abandoned: "It was given up.",
};

export function planStanding(status: string): string {
  return STANDING[status] ?? humanise(status);
}

const CERTIFICATES: Record<string, string> = {
  already_true: "The goals hold already: there is nothing to do.",
  optimal: "Proved: no plan within the horizon has less energy in the world model.",
  feasible: "It keeps every guardrail; the search ended before it could exclude a better plan.",
  unreachable: "Proved: within the horizon no plan reaches the goals in the world model.",
  budget_spent: "No plan was found before the budget was spent. A larger one may find one.",
  stopped: "No plan was found before the time was up. More time may find one.",
  not_found: "No plan was found, by a search that cannot prove that there is none.",
};

export function certificateText(certificate: string): string {
  return CERTIFICATES[certificate] ?? humanise(certificate);
}

/** Whether a certificate is a proof. */
export function proves(certificate: string): boolean {
  return ["already_true", "optimal", "unreachable"].includes(certificate);
}

/** Who or what rejected a plan, and what was found. */
export function rejectionText(reason: Rejection): { by: string; detail: string } {
  switch (reason.kind) {
    case "guardrail":
      return {
        by: `Guardrail ${reason.name}`,
        detail: `${reason.detail}, as member ${reason.member + 1} of the ensemble predicts it`,
      };
    case "action":
      return {
        by: reason.name === "precondition" ? "Precondition" : reason.name,
        detail: reason.detail,
      };
    case "needs_approval":
      return { by: "Approval", detail: `\`${reason.action}\` cannot be undone` };
    case "cost_budget":
      return {
        by: "Cost budget",
        detail: `would cost ${compact(reason.cost)} of at most ${compact(reason.budget)}`,
      };
    case "unpredictable":
      return { by: "World model", detail: "cannot say where the action leads" };
    case "higher_energy":
      return { by: "Energy", detail: `${energy(reason.by)} more than the plan` };
  }
}

/** The guardrails that rejected plans, each once, that of the best first. */
export function guardrailsOf(rejected: Pick<RejectedPlan, "reason">[]): string[] {
  const names = rejected.flatMap(({ reason }) =>
    reason.kind === "guardrail" ? [reason.name] : [],
  );
  return [...new Set(names)];
}

/** Actions of the present plan that were taken: those since it was made, or made again. */
export function stepsTaken(events: Pick<PlanEvent, "kind">[]): number {
  const made = events.findLastIndex(({ kind }) => kind === "planned" || kind === "surprised");
  const since = events.slice(made + 1);
  return since.filter(({ kind }) => ["observed", "reached", "exhausted"].includes(kind)).length;
}

const EVENTS: Record<string, string> = {
  planned: "Planned",
  approved: "Approved",
  observed: "As predicted",
  surprised: "Surprise: planned again",
  reached: "Goal reached",
  exhausted: "At its end, without the goal",
  abandoned: "Given up",
  withdrawn: "Not planned again",
};

export function eventText(kind: string): string {
  return EVENTS[kind] ?? humanise(kind);
}
