import { useQuery } from "@tanstack/react-query";
import { Link, useParams, useSearch } from "@tanstack/react-router";
import type { Environment } from "~/api/environments";
import { environmentQuery, modelsQuery, transitionQuery } from "~/api/worldQueries";
import { Empty } from "~/design/Empty";
import { Loaded } from "~/design/Loaded";
import { EnvironmentFrame } from "~/features/environment/EnvironmentFrame";
import { Simulator } from "./Simulator";

/** Try actions in the world model: nothing is done, and nothing is recorded. */
export function SimulatorPage() {
  const { name } = useParams({ from: "/shell/environments/$name/simulator" });
  return (
    <EnvironmentFrame name={name} part="Simulator">
      <p className="mb-6 max-w-[62ch] text-soft">
        What actions would lead to, as the world model predicts it, with what every guardrail says
        of it. Nothing is done and nothing is recorded.
      </p>
      <Ready key={name} name={name} />
    </EnvironmentFrame>
  );
}

function Ready({ name }: { name: string }) {
  const environment = useQuery(environmentQuery(name));
  const models = useQuery(modelsQuery(name));
  return (
    <Loaded query={environment} label={`Loading ${name}`} lines={8}>
      {(data) => (
        <Loaded query={models} label="Loading the models" lines={4}>
          {({ data: versions }) =>
            data.schema && versions.length > 0 ? (
              <Start environment={data} versions={versions.map(({ version }) => version)} />
            ) : (
              <Empty title={data.schema ? "There is no world model yet" : "There is no schema yet"}>
                <p>
                  {data.schema ? (
                    <Link to="/environments/$name/training" params={{ name }} className="link">
                      Train one
                    </Link>
                  ) : (
                    <Link to="/environments/$name" params={{ name }} hash="revise" className="link">
                      Register one
                    </Link>
                  )}{" "}
                  first.
                </p>
              </Empty>
            )
          }
        </Loaded>
      )}
    </Loaded>
  );
}

interface StartProps {
  environment: Environment;
  versions: number[];
}

/** The state to begin with is that of a stored transition; without any, an empty one. */
function Start({ environment, versions }: StartProps) {
  const { from = 0 } = useSearch({ from: "/shell/environments/$name/simulator" });
  const stored = useQuery(transitionQuery(environment.name, from));
  return (
    <Loaded query={stored} label="Loading a state" lines={6}>
      {(data) => (
        <Simulator
          key={from}
          environment={environment}
          versions={versions}
          start={data?.transition.state ?? { objects: [] }}
          task={data?.transition.task}
        />
      )}
    </Loaded>
  );
}
