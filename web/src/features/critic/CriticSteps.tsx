import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { backtestCritic } from "~/api/critics";
import { CRITICS } from "~/api/guardrailQueries";
import type { CriticVersion } from "~/api/types";
import { ReasonDialog } from "~/design/ReasonDialog";
import { Section } from "~/design/Section";
import { BacktestDialog } from "~/features/policy/BacktestDialog";
import { StepRow } from "~/features/policy/StepRow";
import { announce } from "~/shell/announcer";
import { criticStepWords, performCriticStep } from "./steps";

/** What may happen next; what may not, with the reason. */
export function CriticSteps({ critic }: { critic: CriticVersion }) {
  const [asked, setAsked] = useState<string | null>(null);
  const actions = critic.actions ?? [];
  const close = () => setAsked(null);
  return (
    <Section
      title={`Next steps of version ${critic.version}`}
      anchor="steps"
      lead="Every step is a decision in the log, with its reason."
    >
      {actions.length > 0 ? (
        <ul className="border-t border-rule">
          {actions.map((action) => (
            <StepRow
              key={action.action}
              action={action}
              busy={false}
              words={criticStepWords(action.action)}
              onBegin={() => setAsked(action.action)}
            />
          ))}
        </ul>
      ) : (
        <p className="text-soft">Nothing can be done with this version any more.</p>
      )}
      {asked === "backtest" ? (
        <BacktestDialog
          title={`Back-test the critic, version ${critic.version}`}
          order={(stretch) => backtestCritic(critic.version, stretch)}
          onClose={close}
        />
      ) : null}
      {asked && asked !== "backtest" ? (
        <CriticStepDialog action={asked} version={critic.version} onClose={close} />
      ) : null}
    </Section>
  );
}

interface CriticStepDialogProps {
  action: string;
  version: number;
  onClose: () => void;
}

function CriticStepDialog({ action, version, onClose }: CriticStepDialogProps) {
  const queries = useQueryClient();
  const { label, effect } = criticStepWords(action);
  const step = useMutation({
    mutationFn: (reason: string) => performCriticStep(action, version, reason),
    onSuccess: ({ version: now }) => {
      announce(`Version ${now.version} is ${now.status}`);
      onClose();
    },
    onSettled: () => queries.invalidateQueries({ queryKey: CRITICS }),
  });
  return (
    <ReasonDialog
      title={`${label}: critic, version ${version}`}
      confirm={label}
      busy={step.isPending}
      error={step.error}
      onConfirm={(reason) => step.mutate(reason)}
      onClose={onClose}
    >
      {effect}
    </ReasonDialog>
  );
}
