/** The steps in a critic's life, in words, and how each is asked for. */
import { type CriticStep, rollBackCritic, takeCriticStep } from "~/api/critics";
import type { CriticStepTaken } from "~/api/types";
import type { StepWords } from "~/features/policy/steps";

const WORDS: Record<string, StepWords> = {
  test: {
    label: "Check it",
    effect: "Holds it against feedback that it was not trained on.",
  },
  backtest: {
    label: "Start a back-test",
    effect: "Replays recorded answers with it, under the policies of their time.",
  },
  shadow: {
    label: "Put in shadow",
    effect: "Decides every answer once more with it and notes what it would have had said.",
  },
  end_shadow: { label: "End the shadow", effect: "Does so no longer." },
  approve: { label: "Approve", effect: "Releases it. Who had it trained may not." },
  activate: { label: "Activate", effect: "Puts it in use; the one in use retires." },
  rollback: { label: "Roll back to it", effect: "Puts it in use again, at once." },
  withdraw: { label: "Withdraw", effect: "Gives it up before it was in use." },
  retire: { label: "Retire", effect: "Takes it out of use; then none judges." },
};

export function criticStepWords(action: string): StepWords {
  return WORDS[action] ?? { label: action, effect: "" };
}

export function performCriticStep(
  action: string,
  version: number,
  reason: string,
): Promise<CriticStepTaken> {
  if (action === "rollback") return rollBackCritic(version, reason);
  return takeCriticStep(version, action.replaceAll("_", "-") as CriticStep, reason);
}
