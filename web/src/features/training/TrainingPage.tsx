import { useQuery } from "@tanstack/react-query";
import { useParams, useSearch } from "@tanstack/react-router";
import { environmentQuery, modelsQuery } from "~/api/worldQueries";
import { Empty } from "~/design/Empty";
import { Loaded } from "~/design/Loaded";
import { Section } from "~/design/Section";
import { EnvironmentFrame } from "~/features/environment/EnvironmentFrame";
import { ModelTable } from "./ModelTable";
import { PropertySection } from "./PropertySection";
import { TrainingsSection } from "./TrainingsSection";
import { TrainingView } from "./TrainingView";
import { TrainSection } from "./TrainSection";

/** How world models of an environment are learned, and how exact they are. */
export function TrainingPage() {
  const { name } = useParams({ from: "/shell/environments/$name/training" });
  return (
    <EnvironmentFrame name={name} part="Training">
      <TrainSection name={name} />
      <Models key={name} name={name} />
    </EnvironmentFrame>
  );
}

function Models({ name }: { name: string }) {
  const models = useQuery(modelsQuery(name));
  const stored = useQuery(environmentQuery(name)).data?.transitions ?? 0;
  const { job } = useSearch({ from: "/shell/environments/$name/training" });
  return (
    <Loaded query={models} label="Loading the models" lines={6}>
      {({ data }) => {
        const shown = job ?? data[0]?.job_id;
        const model = data.find(({ job_id }) => job_id === shown);
        return (
          <>
            {shown ? <TrainingView key={shown} name={name} job={shown} model={model} /> : null}
            {model ? (
              <PropertySection key={model.version} name={name} model={model} stored={stored} />
            ) : null}
            <Section
              title="Versions"
              anchor="versions"
              lead="Newest first. Simulations and plans use the newest unless they name another."
            >
              {data.length > 0 ? (
                <ModelTable models={data} shown={shown} />
              ) : (
                <Empty title="No world model has been trained">
                  <p>Send transitions, then train one above.</p>
                </Empty>
              )}
            </Section>
            <TrainingsSection name={name} models={data} shown={shown} />
          </>
        );
      }}
    </Loaded>
  );
}
