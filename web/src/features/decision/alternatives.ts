/** What could have been said instead: rejected answers and single statements that no guardrail refused. */
import type { AnswerBody } from "~/api/types";

export interface Alternative {
  /** Statements, in order. */
  statements: number[];
  /** Their words, cut to a line. */
  label: string;
}

const LINE = 90;
/** Single statements offered at most. */
const SINGLE = 8;

export function alternatives({ statements, rejected, candidates }: AnswerBody): Alternative[] {
  const given = key(statements.map((said) => said.statement_id));
  const offered = new Map<string, Alternative>();
  for (const entry of rejected) {
    if (entry.reason.kind === "violates" || !entry.text) continue;
    offered.set(key(entry.statements), { statements: entry.statements, label: cut(entry.text) });
  }
  const admitted = candidates.filter((candidate) => candidate.admitted && candidate.text);
  for (const { statement_id, text } of admitted.slice(0, SINGLE)) {
    const single = [statement_id];
    if (!offered.has(key(single))) {
      offered.set(key(single), { statements: single, label: cut(text ?? "") });
    }
  }
  offered.delete(given);
  return [...offered.values()];
}

const key = (statements: number[]) => statements.join(" ");

function cut(text: string): string {
  return text.length > LINE ? `${text.slice(0, LINE - 1)}…` : text;
}
