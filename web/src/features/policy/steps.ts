/** The steps in a version's life, in words, and how each is asked for. */
import { activateVersion, type PlainStep, rollBack, takeStep } from "~/api/policies";
import type { PolicyVersion, StepTaken } from "~/api/types";

export interface StepWords {
  label: string;
  /** What it does, in a sentence. */
  effect: string;
}

const WORDS: Record<string, StepWords> = {
  test: { label: "Run its tests", effect: "Runs the cases that the policy carries." },
  backtest: {
    label: "Start a back-test",
    effect: "Replays recorded decisions under this version, in the background.",
  },
  shadow: {
    label: "Put in shadow",
    effect: "Evaluates it beside the active version; it stops nothing.",
  },
  end_shadow: { label: "End the shadow", effect: "Evaluates it no longer." },
  approve: { label: "Approve", effect: "Releases it. Its author may not." },
  activate: { label: "Activate", effect: "Puts it in force; the active version retires." },
  rollback: { label: "Roll back to it", effect: "Puts it in force again, at once." },
  withdraw: { label: "Withdraw", effect: "Gives it up before it was in force." },
  retire: { label: "Retire", effect: "Takes it out of force; nothing takes its place." },
};

export function stepWords(action: string): StepWords {
  return WORDS[action] ?? { label: action, effect: "" };
}

/** `active` is the version in force, as this page showed it. */
export function performStep(
  action: string,
  { name, version }: Pick<PolicyVersion, "name" | "version">,
  reason: string,
  active: number | null,
): Promise<StepTaken> {
  if (action === "activate") return activateVersion(name, version, reason, active);
  if (action === "rollback") return rollBack(name, version, reason);
  return takeStep(name, version, action.replaceAll("_", "-") as PlainStep, reason);
}
