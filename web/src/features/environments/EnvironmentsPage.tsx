import { useInfiniteQuery } from "@tanstack/react-query";
import { environmentsQuery } from "~/api/worldQueries";
import { Empty } from "~/design/Empty";
import { Loaded } from "~/design/Loaded";
import { PageTitle } from "~/design/PageTitle";
import { Section } from "~/design/Section";
import { Guarded } from "~/features/access/Guarded";
import { useScopes } from "~/features/access/useScopes";
import { MoreButton } from "~/features/policies/MoreButton";
import { EnvironmentTable } from "./EnvironmentTable";
import { RegisterSection } from "./RegisterSection";

/** Worlds that plans are made for: what each is made of, and how much is known of it. */
export function EnvironmentsPage() {
  return (
    <>
      <PageTitle title="Environments" />
      <p className="mt-1 mb-6 max-w-[62ch] text-soft">
        A world that plans are made for: its objects, the actions in it, logged transitions, and the
        world models that learned from them how actions change it.
      </p>
      <Guarded scope="environment:read" purpose="To see environments">
        <Environments />
      </Guarded>
    </>
  );
}

function Environments() {
  const environments = useInfiniteQuery(environmentsQuery());
  const holds = useScopes();
  return (
    <>
      <Section title="Registered" lead="Newest first.">
        <Loaded query={environments} label="Loading the environments" lines={6}>
          {({ pages }) => {
            const rows = pages.flatMap((page) => page.data);
            return rows.length > 0 ? (
              <EnvironmentTable environments={rows} />
            ) : (
              <Empty title="There is no environment yet">
                <p>
                  Register one below, with a schema or without: a schema can be inferred from logged
                  transitions.
                </p>
              </Empty>
            );
          }}
        </Loaded>
        <MoreButton query={environments} label="More environments" />
      </Section>
      {holds?.("environment:write") ? <RegisterSection /> : null}
    </>
  );
}
