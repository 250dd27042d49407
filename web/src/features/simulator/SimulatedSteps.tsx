import type { SimulatedStep, Simulation } from "~/api/environments";
import type { World, WorldSchema } from "~/api/world";
import { Disclosure } from "~/design/Disclosure";
import { Facts } from "~/design/Facts";
import { Section } from "~/design/Section";
import { StatusMark } from "~/design/StatusMark";
import { Verdicts } from "~/features/answer/Verdicts";
import { ChangeList } from "~/features/world/ChangeList";
import { Readings } from "~/features/world/Readings";
import { Timeline, TimelineStep } from "~/features/world/Timeline";
import { WorldView } from "~/features/world/WorldView";
import { fixed, percent } from "~/lib/format";
import { differences } from "~/lib/worldChanges";
import { actionLine } from "~/lib/worldValues";

interface SimulatedStepsProps {
  simulation: Simulation;
  start: World;
  schema: WorldSchema;
}

/** Where the actions would lead, step by step. */
export function SimulatedSteps({ simulation, start, schema }: SimulatedStepsProps) {
  const { steps, permitted, model } = simulation;
  return (
    <Section
      title="What is predicted"
      anchor="predicted"
      lead={`By version ${model} of the world model.`}
      aside={
        <StatusMark
          word={permitted ? "permitted" : "forbidden"}
          label={permitted ? "Nothing forbids it" : "Something forbids it"}
        />
      }
    >
      <Timeline label="Predicted steps">
        {steps.map((step, index) => (
          <TimelineStep
            // biome-ignore lint/suspicious/noArrayIndexKey: steps stand in order, and may repeat
            key={index}
            title={actionLine(step.action)}
            mark={
              <StatusMark
                word={step.permitted ? "permitted" : "forbidden"}
                label={step.permitted ? "Permitted" : "Forbidden"}
              />
            }
          >
            <OneStep step={step} before={steps[index - 1]?.state ?? start} schema={schema} />
          </TimelineStep>
        ))}
      </Timeline>
    </Section>
  );
}

interface OneStepProps {
  step: SimulatedStep;
  before: World;
  schema: WorldSchema;
}

function OneStep({ step, before, schema }: OneStepProps) {
  const { possible, mid_state, state, changes, guardrails, goals, verdicts } = step;
  const byItself = differences(mid_state, state);
  return (
    <div className="space-y-3">
      <ChangeList before={before} changes={changes} schema={schema} />
      <Readings label="Precondition" readings={[{ ...possible, name: "Precondition" }]} binding />
      <Readings label="Guardrails" readings={guardrails} binding />
      <Readings label="Goals" readings={goals} />
      <div className="max-w-[26rem]">
        <Facts
          facts={[
            { label: "Probability that all of it is right", value: percent(step.probability) },
            { label: "Disagreement of the ensemble", value: fixed(step.uncertainty, 3) },
            { label: "Score", value: step.score === 0 ? null : fixed(step.score, 2) },
            { label: "Ends there", value: step.done ? "yes" : null },
          ]}
        />
      </div>
      <div>
        {byItself.length > 0 ? (
          <Disclosure title="What the environment changes by itself">
            <ChangeList before={mid_state} changes={byItself} schema={schema} />
          </Disclosure>
        ) : null}
        <Disclosure title="The whole state">
          <WorldView world={state} schema={schema} before={before} changes={changes} />
        </Disclosure>
        {verdicts.length > 0 ? (
          <Disclosure title="What the policy says">
            <Verdicts verdicts={verdicts} />
          </Disclosure>
        ) : null}
      </div>
    </div>
  );
}
