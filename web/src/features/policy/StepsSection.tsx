import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { POLICIES } from "~/api/guardrailQueries";
import { testVersion } from "~/api/policies";
import type { PolicyAction, PolicyVersion } from "~/api/types";
import { ProblemNotice } from "~/design/ProblemNotice";
import { Section } from "~/design/Section";
import { TestResults } from "~/features/editor/TestResults";
import { announce } from "~/shell/announcer";
import { PolicyBacktestDialog } from "./PolicyBacktestDialog";
import { StepDialog } from "./StepDialog";
import { StepRow } from "./StepRow";

interface StepsSectionProps {
  version: PolicyVersion;
  /** The version in force. */
  active: number | null;
}

/** What may happen next; what may not, with the reason. */
export function StepsSection({ version, active }: StepsSectionProps) {
  const queries = useQueryClient();
  const [asked, setAsked] = useState<string | null>(null);
  const test = useMutation({
    mutationFn: () => testVersion(version.name, version.version),
    onSuccess: ({ passed }) => {
      announce(passed ? "All tests passed" : "A test failed");
      void queries.invalidateQueries({ queryKey: POLICIES });
    },
  });
  const actions = version.actions ?? [];
  const begin = ({ action }: PolicyAction) =>
    action === "test" ? test.mutate() : setAsked(action);
  const close = () => setAsked(null);
  return (
    <Section
      title="Next steps"
      anchor="steps"
      lead="Every step is a decision in the log, with its reason."
    >
      {actions.length > 0 ? (
        <ul className="border-t border-rule">
          {actions.map((action) => (
            <StepRow
              key={action.action}
              action={action}
              busy={action.action === "test" && test.isPending}
              onBegin={() => begin(action)}
            />
          ))}
        </ul>
      ) : (
        <p className="text-soft">Nothing can be done with this version any more.</p>
      )}
      {test.isError ? <ProblemNotice error={test.error} /> : null}
      {test.data ? (
        <div className="mt-5">
          <TestResults tests={test.data.tests} />
        </div>
      ) : null}
      {asked === "backtest" ? <PolicyBacktestDialog version={version} onClose={close} /> : null}
      {asked && asked !== "backtest" ? (
        <StepDialog action={asked} version={version} active={active} onClose={close} />
      ) : null}
    </Section>
  );
}
