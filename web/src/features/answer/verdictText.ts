import type { Verdict } from "~/api/types";

/** What an auditor needs to know of a verdict that is not "satisfied". */
export function verdictText(verdict: Verdict): string | null {
  if (verdict.status === "satisfied") return null;
  return verdict.reason || verdict.message || null;
}
