import type { PlanRequest } from "~/api/plans";

/** What shall hold, in words: a goal of the schema by its name, another as it was written. */
export function goalNames({ goals }: Pick<PlanRequest, "goals">): string[] {
  return goals.map((goal) => ("named" in goal ? goal.named : goal.expression));
}
