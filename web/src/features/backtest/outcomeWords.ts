import { humanise } from "~/lib/format";

const MEANINGS: Record<string, string> = {
  newly_refused: "Was let through, would be refused",
  newly_allowed: "Was refused, would be let through",
  redacted: "The answer would be redacted",
  changed: "Another answer would be given",
  energy_shift: "The same answer, at another energy",
  unchanged: "Nothing would change",
  gone: "The words are erased, so it cannot be replayed",
  failed: "The replay failed",
};

export function outcomeMeaning(outcome: string): string {
  return MEANINGS[outcome] ?? humanise(outcome);
}
