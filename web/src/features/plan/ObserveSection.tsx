import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { observePlan, type Plan, type PlannedStep } from "~/api/plans";
import type { WorldSchema } from "~/api/world";
import { ENVIRONMENTS, PLANS } from "~/api/worldQueries";
import { Button } from "~/design/Button";
import { ProblemNotice } from "~/design/ProblemNotice";
import { Section } from "~/design/Section";
import { TextField } from "~/design/TextField";
import { useScopes } from "~/features/access/useScopes";
import { StateEditor } from "~/features/world/StateEditor";
import { plural } from "~/lib/format";
import { differences } from "~/lib/worldChanges";
import { actionLine } from "~/lib/worldValues";
import { announce } from "~/shell/announcer";

interface ObserveSectionProps {
  plan: Plan;
  /** The step to take now. */
  step?: PlannedStep;
  schema?: WorldSchema;
}

/** What really happened: the prediction, to be corrected where it was wrong. */
export function ObserveSection({ plan, step, schema }: ObserveSectionProps) {
  const queries = useQueryClient();
  const holds = useScopes();
  const [world, setWorld] = useState(step?.state ?? { objects: [] });
  const [score, setScore] = useState("");
  const observe = useMutation({
    mutationFn: () => observePlan(plan.id, world, score.trim() ? Number(score) : undefined),
    onSuccess: ({ verdict, replanned }) => {
      announce(replanned ? "A surprise: it was planned again" : `The plan ${verdict.verdict}`);
      // What was observed is a transition of the environment now.
      void queries.invalidateQueries({ queryKey: ENVIRONMENTS });
    },
    onSettled: () => queries.invalidateQueries({ queryKey: PLANS }),
  });
  if (!step || (holds && !holds("plan:write"))) return null;
  const off = differences(step.state, world).length;
  return (
    <Section
      title="What really happened"
      anchor="observe"
      lead={
        <>
          After <code className="font-mono text-xs text-ink">{actionLine(step.action)}</code>. Below
          stands what was predicted: correct what came out otherwise.
        </>
      }
    >
      <div className="space-y-4">
        <StateEditor
          world={world}
          schema={schema ?? { types: {} }}
          onChange={setWorld}
          begun={step.state}
        />
        <div className="max-w-[16rem]">
          <TextField
            label="Score after"
            type="number"
            step="any"
            value={score}
            onChange={setScore}
            hint="Where the environment keeps one."
          />
        </div>
        {observe.isError ? <ProblemNotice error={observe.error} /> : null}
        <Button variant="primary" onPress={() => observe.mutate()} isDisabled={observe.isPending}>
          {observe.isPending
            ? "Reporting…"
            : off > 0
              ? "Report what happened"
              : "It happened as predicted"}
        </Button>
        <p role="status" className="text-sm text-soft">
          {off > 0
            ? `${plural(off, "difference")} from the prediction: the plan will be made again from what is.`
            : null}
        </p>
      </div>
    </Section>
  );
}
