import { useId } from "react";
import type { PolicyAction } from "~/api/types";
import { Button } from "~/design/Button";
import { StatusMark } from "~/design/StatusMark";
import { type StepWords, stepWords } from "./steps";

interface StepRowProps {
  action: PolicyAction;
  busy: boolean;
  /** The step in words; those of a policy where absent. */
  words?: StepWords;
  onBegin: () => void;
}

export function StepRow({ action, busy, words, onBegin }: StepRowProps) {
  const { label, effect } = words ?? stepWords(action.action);
  const note = useId();
  return (
    <li className="grid items-center gap-x-6 gap-y-2 border-b border-rule py-2.5 sm:grid-cols-[11rem_minmax(0,1fr)]">
      <Button
        onPress={onBegin}
        isDisabled={busy || Boolean(action.blocked)}
        aria-describedby={note}
      >
        {busy ? "Running…" : label}
      </Button>
      <div id={note} className="text-sm">
        <p className="text-soft">{effect}</p>
        {action.blocked ? (
          <StatusMark word="blocked" tone="warn" label={`Not now: ${action.blocked}`} wraps />
        ) : null}
      </div>
    </li>
  );
}
