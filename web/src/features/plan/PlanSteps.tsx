import type { PlannedStep, PlannedWay } from "~/api/plans";
import type { World, WorldSchema } from "~/api/world";
import { Disclosure } from "~/design/Disclosure";
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
  const facts = [
    ["Cost", compact(cost)],
    ["Probability that it is exact", percent(probability)],
    ["Members that predict it", `${Math.round(agreement * members.length)} of ${members.length}`],
    ["Disagreement", fixed(disagreement, 3)],
    ...goals.map((name, index) => {
      const degree = step.goals[index] ?? 0;
      return [`Goal ${name}`, degree >= 1 ? "holds" : `holds to ${percent(degree)}`];
    }),
  ];
  return (
    <div className="space-y-3">
      <ChangeList before={before} changes={changes} schema={schema} />
      <dl className="flex flex-wrap gap-x-6 text-sm">
        {facts.map(([label, value]) => (
          <div key={label} className="flex gap-1.5">
            <dt className="text-soft">{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Disclosure title="The whole state" level={4}>
        <WorldView world={state} schema={schema} before={before} changes={changes} />
      </Disclosure>
    </div>
  );
}
