import { useId } from "react";
import type { PolicyAction } from "~/api/types";
import { Button } from "~/design/Button";
import { StatusMark } from "~/design/StatusMark";
import { stepWords } from "./steps";

interface StepRowProps {
  action: PolicyAction;
  busy: boolean;
  onBegin: () => void;
}

export function StepRow({ action, busy, onBegin }: StepRowProps) {
  const { label, effect } = stepWords(action.action);
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
