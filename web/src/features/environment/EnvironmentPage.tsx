import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { environmentQuery } from "~/api/worldQueries";
import { Columns } from "~/design/Columns";
import { Loaded } from "~/design/Loaded";
import { CoverageSection } from "./CoverageSection";
import { EnvironmentFacts } from "./EnvironmentFacts";
import { EnvironmentFrame } from "./EnvironmentFrame";
import { PushSection } from "./PushSection";
import { ReviseSection } from "./ReviseSection";
import { SchemaSection } from "./SchemaSection";
import { TransitionsSection } from "./TransitionsSection";

/** What an environment is made of, and what is known of it. */
export function EnvironmentPage() {
  const { name } = useParams({ from: "/shell/environments/$name" });
  return (
    <EnvironmentFrame name={name} part="Environment">
      <Whole key={name} name={name} />
    </EnvironmentFrame>
  );
}

function Whole({ name }: { name: string }) {
  const environment = useQuery(environmentQuery(name));
  return (
    <Loaded query={environment} label={`Loading ${name}`} lines={10}>
      {(data) => (
        <>
          {data.schema?.description ? (
            <p className="mb-8 max-w-[70ch]">{data.schema.description}</p>
          ) : null}
          <Columns margin={<EnvironmentFacts environment={data} />}>
            <SchemaSection environment={data} />
            <CoverageSection coverage={data.coverage ?? []} />
            <TransitionsSection environment={data} />
            <PushSection name={data.name} />
            <ReviseSection environment={data} />
          </Columns>
        </>
      )}
    </Loaded>
  );
}
