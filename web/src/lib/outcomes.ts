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
  active: "good",
  approved: "good",
  succeeded: "good",
  unchanged: "good",
  newly_allowed: "warn",
  redacted: "warn",
  changed: "warn",
  energy_shift: "warn",
  shadow: "warn",
  warning: "warn",
  looser: "warn",
  mixed: "warn",
  unknown: "warn",
  inactive: "warn",
  stricter: "good",
  newly_refused: "bad",
  forbidden: "bad",
  error: "bad",
  ready: "good",
  reached: "good",
  awaiting_approval: "warn",
  surprised: "warn",
  exhausted: "warn",
  not_found: "bad",
};

export function toneOf(word: string): Tone {
  return TONES[word] ?? "plain";
}

/** A broken objective is grave only where it is enforced as a constraint. */
export function verdictTone(verdict: { status: string; enforcement: string }): Tone {
  const tone = toneOf(verdict.status);
  return tone === "bad" && verdict.enforcement !== "hard" ? "warn" : tone;
}

/**
 * The closed sets by which decisions can be filtered: the words the server records. A kind that is
 * not here does not exist; an outcome belongs to the kind it stands under.
 */
export const OUTCOMES_BY_KIND: Record<string, string[]> = {
  answer: ["answered", "abstained", "refused"],
  check: ["permitted", "forbidden"],
  policy: [
    "drafted",
    "tested",
    "backtested",
    "shadowed",
    "unshadowed",
    "approved",
    "activated",
    "rolled_back",
    "withdrawn",
    "retired",
    "attached",
    "detached",
    "pack_installed",
    "pack_inactive",
    "pack_refused",
    "pack_removed",
    "pack_exported",
    "signer_trusted",
    "signer_distrusted",
  ],
  memory: ["published"],
  tombstone: ["erased", "words_erased", "shredded", "retention"],
  feedback: ["good", "bad"],
  model: [
    "drafted",
    "tested",
    "backtested",
    "shadowed",
    "unshadowed",
    "approved",
    "activated",
    "rolled_back",
    "withdrawn",
    "retired",
    "trained",
  ],
  plan: ["planned", "approved", "observed", "surprised", "reached", "exhausted", "abandoned"],
  environment: ["registered", "version", "ingested", "deleted"],
  key: ["created", "revoked", "application_created", "application_removed"],
};
export const KINDS = Object.keys(OUTCOMES_BY_KIND);
export const OUTCOMES = [...new Set(Object.values(OUTCOMES_BY_KIND).flat())];

/** The outcomes that decisions of a kind can have; all of them without a kind. */
export function outcomesOf(kind: string | undefined): string[] {
  return kind === undefined ? OUTCOMES : (OUTCOMES_BY_KIND[kind] ?? []);
}

/** What became of a decision under another policy, in the order of their weight. */
export const BACKTEST_OUTCOMES = [
  "newly_refused",
  "newly_allowed",
  "redacted",
  "changed",
  "energy_shift",
  "unchanged",
  "gone",
  "failed",
];

const REASONS: Record<string, string> = {
  no_evidence: "Nothing in memory bears on the question.",
  low_confidence: "Memory is not likely enough to hold an answer.",
  no_feasible_answer: "Every answer found breaks a hard objective.",
  input_refused: "A hard objective forbids the question itself.",
};

export function abstentionReason(reason: string): string {
  return REASONS[reason] ?? reason;
}
