import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type Plan, type PlanStep, takePlanStep } from "~/api/plans";
import { PLANS } from "~/api/worldQueries";
import { ReasonDialog } from "~/design/ReasonDialog";
import { Section } from "~/design/Section";
import { useScopes } from "~/features/access/useScopes";
import { StepRow } from "~/features/policy/StepRow";
import { planStatus } from "~/lib/planWords";
import { actionLine } from "~/lib/worldValues";
import { announce } from "~/shell/announcer";

const WORDS: Record<PlanStep, { label: string; effect: string }> = {
  approve: {
    label: "Approve",
    effect: "Lets its irreversible actions be taken. Whoever asked for the plan may not.",
  },
  abandon: { label: "Abandon", effect: "Gives it up; what was done stays done." },
};

/** What may be decided about the plan now. */
export function StandingSection({ plan }: { plan: Plan }) {
  const [asked, setAsked] = useState<PlanStep | null>(null);
  const holds = useScopes();
  const waits = plan.status === "awaiting_approval";
  if (!waits && plan.status !== "ready") return null;
  const steps: PlanStep[] = waits ? ["approve", "abandon"] : ["abandon"];
  return (
    <Section
      title="Next steps"
      anchor="next"
      lead={
        plan.next_action ? (
          <>
            The next action is{" "}
            <code className="font-mono text-xs text-ink">{actionLine(plan.next_action)}</code>.
            Groundstate itself carries nothing out:{" "}
            <a href="#observe" className="link">
              say what happened
            </a>{" "}
            when it is done.
          </>
        ) : (
          "Every step is a decision in the log, with its reason."
        )
      }
    >
      {waits ? <Irreversible plan={plan} /> : null}
      <ul className="border-t border-rule">
        {steps.map((step) => (
          <StepRow
            key={step}
            action={{ action: step, to: "", scope: "", blocked: blockedBy(step, plan, holds) }}
            busy={false}
            words={WORDS[step]}
            onBegin={() => setAsked(step)}
          />
        ))}
      </ul>
      {asked ? <StepDialog step={asked} id={plan.id} onClose={() => setAsked(null)} /> : null}
    </Section>
  );
}

/** Why a step cannot be taken by whoever is signed in. The server decides; this only says so earlier. */
function blockedBy(
  step: PlanStep,
  plan: Plan,
  holds: ((scope: string) => boolean) | undefined,
): string | undefined {
  const scope = step === "approve" ? "plan:approve" : "plan:write";
  if (holds && !holds(scope)) return `it needs the scope ${scope}`;
  if (step === "approve" && plan.author_is_caller) {
    return "whoever asked for a plan may not approve it: another key must";
  }
  return undefined;
}

function Irreversible({ plan }: { plan: Plan }) {
  const waiting = plan.plan?.steps.filter((step) => step.needs_approval) ?? [];
  return (
    <div className="mb-4">
      <h3 className="text-sm font-semibold">What cannot be undone</h3>
      <ul className="list-disc pl-5 text-sm">
        {waiting.map(({ action }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes, and an action may be taken twice
          <li key={index}>
            <code className="font-mono text-xs">{actionLine(action)}</code>
          </li>
        ))}
      </ul>
    </div>
  );
}

interface StepDialogProps {
  step: PlanStep;
  id: string;
  onClose: () => void;
}

function StepDialog({ step, id, onClose }: StepDialogProps) {
  const queries = useQueryClient();
  const { label, effect } = WORDS[step];
  const take = useMutation({
    mutationFn: (reason: string) => takePlanStep(id, step, reason),
    onSuccess: ({ status }) => {
      announce(`The plan is now: ${planStatus(status)}`);
      onClose();
    },
    onSettled: () => queries.invalidateQueries({ queryKey: PLANS }),
  });
  return (
    <ReasonDialog
      title={`${label} the plan`}
      confirm={label}
      busy={take.isPending}
      error={take.error}
      onConfirm={(reason) => take.mutate(reason)}
      onClose={onClose}
    >
      {effect}
    </ReasonDialog>
  );
}
