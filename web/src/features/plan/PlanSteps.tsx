import type { PlannedStep, PlannedWay } from "~/api/plans";
import type { World, WorldSchema } from "~/api/world";
import { Disclosure } from "~/design/Disclosure";
import { Facts } from "~/design/Facts";
import { StatusMark } from "~/design/StatusMark";
import { ChangeList } from "~/features/world/ChangeList";
import { Timeline, TimelineStep } from "~/features/world/Timeline";
import { WorldView } from "~/features/world/WorldView";
import { compact, fixed, percent } from "~/lib/format";
import { actionLine } from "~/lib/worldValues";

interface PlanStepsProps {
  way: PlannedWay;
  start: World;
  schema?: WorldSchema;
  /** Steps that were taken already. */
  taken: number;
  /** Whether the one after them may be taken now. */
  next: boolean;
}

/** The steps along a line, with what each is predicted to change. */
export function PlanSteps({ way, start, schema, taken, next }: PlanStepsProps) {
  const names = way.goals.map(({ name }) => name);
  return (
    <Timeline label="Steps of the plan">
      {way.steps.map((step, index) => (
        <TimelineStep
          // biome-ignore lint/suspicious/noArrayIndexKey: steps stand in order, and may repeat
          key={index}
          title={actionLine(step.action)}
          isPast={index < taken}
          isNext={next && index === taken}
          mark={
            <>
              {index < taken ? <StatusMark word="passed" label="Taken" /> : null}
              {next && index === taken ? <span className="text-soft">next</span> : null}
              {step.needs_approval ? (
                <StatusMark word="irreversible" tone="warn" label="Cannot be undone" />
              ) : null}
            </>
          }
        >
          <OneStep
            step={step}
            before={way.steps[index - 1]?.state ?? start}
            schema={schema}
            goals={names}
          />
        </TimelineStep>
      ))}
    </Timeline>
  );
}

interface OneStepProps {
  step: PlannedStep;
  before: World;
  schema?: WorldSchema;
  goals: string[];
}

function OneStep({ step, before, schema, goals }: OneStepProps) {
  const { state, changes, cost, agreement, disagreement, probability, members } = step;
  return (
    <div className="space-y-3">
      <ChangeList before={before} changes={changes} schema={schema} />
      <div className="max-w-[26rem]">
        <Facts
          facts={[
            { label: "Cost", value: compact(cost) },
            { label: "Probability that it is exact", value: percent(probability) },
            {
              label: "Members that predict this state",
              value: `${Math.round(agreement * members.length)} of ${members.length}`,
            },
            { label: "Disagreement", value: fixed(disagreement, 3) },
            ...goals.map((name, index) => ({
              label: `Goal ${name}`,
              value: (step.goals[index] ?? 0) >= 1 ? "holds" : percent(step.goals[index] ?? 0),
            })),
          ]}
        />
      </div>
      <Disclosure title="The whole state" level={4}>
        <WorldView world={state} schema={schema} before={before} changes={changes} />
      </Disclosure>
    </div>
  );
}
