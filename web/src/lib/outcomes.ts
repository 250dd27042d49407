/** The words of the audit record and the tone each is shown in. */

export type Tone = "good" | "warn" | "bad" | "plain";

const TONES: Record<string, Tone> = {
  answered: "good",
  permitted: "good",
  satisfied: "good",
  passed: "good",
  identical: "good",
  verified: "good",
  abstained: "warn",
  unevaluable: "warn",
  unsupported: "warn",
  partly: "warn",
  refused: "bad",
  withheld: "bad",
  denied: "bad",
  violated: "bad",
  failed: "bad",
  different: "bad",
};

export function toneOf(word: string): Tone {
  return TONES[word] ?? "plain";
}

/** A broken objective is grave only where it is enforced as a constraint. */
export function verdictTone(verdict: { status: string; enforcement: string }): Tone {
  const tone = toneOf(verdict.status);
  return tone === "bad" && verdict.enforcement !== "hard" ? "warn" : tone;
}

/** Filters offered on the list of decisions. */
export const OUTCOMES = [
  "answered",
  "abstained",
  "refused",
  "permitted",
  "published",
  "erased",
  "activated",
  "created",
  "revoked",
];
export const KINDS = ["answer", "check", "policy", "memory", "tombstone", "key"];

const REASONS: Record<string, string> = {
  no_evidence: "Nothing in memory bears on the question.",
  low_confidence: "Memory is not likely enough to hold an answer.",
  no_feasible_answer: "Every answer found breaks a hard objective.",
  input_refused: "A hard objective forbids the question itself.",
};

export function abstentionReason(reason: string): string {
  return REASONS[reason] ?? reason;
}
