import { useMutation } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { type Environment, type Simulation, simulate } from "~/api/environments";
import type { World, WorldAction, WorldSchema } from "~/api/world";
import { Button } from "~/design/Button";
import { Choice } from "~/design/Choice";
import { ProblemNotice } from "~/design/ProblemNotice";
import { Section } from "~/design/Section";
import { PolicyChoice } from "~/features/newPlan/PolicyChoice";
import { ActionPicker } from "~/features/world/ActionPicker";
import { StateEditor } from "~/features/world/StateEditor";
import { StateSource } from "~/features/world/StateSource";
import { announce } from "~/shell/announcer";
import { SimulatedSteps } from "./SimulatedSteps";

interface SimulatorProps {
  environment: Environment;
  versions: number[];
  start: World;
  /** The task of the transition that the state is of. */
  task?: string;
}

const NEWEST = "newest";
const NO_SCHEMA: WorldSchema = { types: {} };

/** A state, actions one after the other, and what the model says of each. */
export function Simulator({ environment, versions, start, task }: SimulatorProps) {
  const { name, transitions } = environment;
  const schema = environment.schema ?? NO_SCHEMA;
  const { from = 0, model, policy } = useSearch({ from: "/shell/environments/$name/simulator" });
  const navigate = useNavigate({ from: "/environments/$name/simulator" });
  const [world, setWorld] = useState(start);
  const [shown, setShown] = useState<Simulation | null>(null);
  const run = useMutation({
    mutationFn: (actions: WorldAction[]) =>
      simulate(name, { state: world, actions, model, policy, task }),
    onSuccess: (simulation) => {
      setShown(simulation);
      announce(simulation.permitted ? "Simulated" : "Simulated: something forbids it");
    },
  });
  const steps = shown?.steps ?? [];
  const actions = steps.map(({ action }) => action);
  const last = steps.at(-1)?.state ?? world;

  function begin(next: World) {
    setWorld(next);
    setShown(null);
    run.reset();
  }

  function undo() {
    if (actions.length > 1) run.mutate(actions.slice(0, -1));
    else setShown(null);
  }

  return (
    <>
      <Section
        title="State to begin with"
        anchor="state"
        lead={task ? `Of the task: ${task}` : undefined}
        aside={
          <StateSource
            transitions={transitions}
            from={from}
            onTake={(next) =>
              void navigate({
                search: (search) => ({ ...search, from: next }),
                resetScroll: false,
              })
            }
          />
        }
      >
        <StateEditor world={world} schema={schema} onChange={begin} begun={start} />
      </Section>
      <Section
        title={steps.length > 0 ? `Action ${steps.length + 1}` : "First action"}
        anchor="action"
        lead="Each action is taken in the state that the one before it is predicted to lead to."
        aside={
          <div className="flex flex-wrap gap-x-6 gap-y-2">
            <Choice
              label="Model"
              options={[
                { id: NEWEST, label: `Newest, ${versions[0]}` },
                ...versions.map((version) => ({ id: String(version), label: `${version}` })),
              ]}
              value={model ? String(model) : NEWEST}
              onChange={(id) =>
                void navigate({
                  search: (search) => ({
                    ...search,
                    model: id === NEWEST ? undefined : Number(id),
                  }),
                  resetScroll: false,
                })
              }
            />
            <PolicyChoice
              value={policy}
              onChange={(next) =>
                void navigate({
                  search: (search) => ({ ...search, policy: next }),
                  resetScroll: false,
                })
              }
            />
          </div>
        }
      >
        <ActionPicker
          schema={schema}
          world={last}
          label={run.isPending ? "Simulating…" : "Try it"}
          isDisabled={run.isPending}
          onPick={(action) => run.mutate([...actions, action])}
        >
          <Button isDisabled={actions.length === 0 || run.isPending} onPress={undo}>
            Undo the last
          </Button>
          <Button isDisabled={actions.length === 0} onPress={() => begin(last)}>
            Begin from here
          </Button>
        </ActionPicker>
        {run.isError ? (
          <div className="mt-4">
            <ProblemNotice error={run.error} />
          </div>
        ) : null}
      </Section>
      {shown ? <SimulatedSteps simulation={shown} start={world} schema={schema} /> : null}
    </>
  );
}
