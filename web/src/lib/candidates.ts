/** Why each recalled candidate is, or is not, in the answer. */
import type { AnswerBody, Candidate } from "~/api/types";
import { energy, humanise } from "./format";

export interface Fate {
  kind: "chosen" | "excluded" | "lost";
  detail: string;
}

export function fateOf(candidate: Candidate, answer: AnswerBody): Fate {
  const position = answer.statements.findIndex(
    (statement) => statement.statement_id === candidate.statement_id,
  );
  if (position >= 0) return { kind: "chosen", detail: `Statement ${position + 1} of the answer` };
  if (!candidate.admitted) {
    return { kind: "excluded", detail: candidate.reason ?? "An objective excluded it" };
  }
  if (candidate.reason) return { kind: "lost", detail: candidate.reason };
  return { kind: "lost", detail: bestAnswerWith(candidate.statement_id, answer) };
}

function bestAnswerWith(statement: number, answer: AnswerBody): string {
  const best = answer.rejected
    .filter((rejected) => rejected.statements.includes(statement))
    .sort((left, right) => left.energy.total - right.energy.total)[0];
  if (!best) return "Not in a close answer";
  if (best.reason.kind === "violates" && best.reason.objective) {
    return `Best answer with it violates ${humanise(best.reason.objective)}`;
  }
  if (best.reason.kind === "low_confidence") return "Best answer with it is too uncertain";
  return `Best answer with it is higher by ${energy(best.energy.total - answer.energy.total)}`;
}
