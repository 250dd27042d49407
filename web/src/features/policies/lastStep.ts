import type { PolicyVersion } from "~/api/types";

/** When a version came where it stands, and who brought it there: its last transition, else its writing. */
export function lastStep(version: PolicyVersion): { at: string; principal: string } {
  const steps = version.transitions ?? [];
  const last = steps.filter((step) => step.to === version.status).at(-1);
  return last ?? { at: version.created_at, principal: version.created_by };
}
