import { useQuery } from "@tanstack/react-query";
import { packsQuery } from "~/api/guardrailQueries";
import { Empty } from "~/design/Empty";
import { Loaded } from "~/design/Loaded";
import { PageTitle } from "~/design/PageTitle";
import { Section } from "~/design/Section";
import { Guarded } from "~/features/access/Guarded";
import { useScopes } from "~/features/access/useScopes";
import { InstallSection } from "./InstallSection";
import { PackTable } from "./PackTable";
import { SignersSection } from "./SignersSection";

/** Policies that come from elsewhere: what is installed, who signed it, what its tests gave here. */
export function PacksPage() {
  return (
    <>
      <PageTitle title="Packs" />
      <p className="mt-1 mb-6 max-w-[62ch] text-soft">
        Signed bundles of policies with their tests. Installing drafts their policies; they come
        into force once somebody else has approved them.
      </p>
      <Guarded scope="policy:read" purpose="To see packs">
        <Packs />
      </Guarded>
    </>
  );
}

function Packs() {
  const packs = useQuery(packsQuery());
  const holds = useScopes();
  return (
    <>
      <Section title="Installed" anchor="installed">
        <Loaded query={packs} label="Loading the packs" lines={4}>
          {({ data }) =>
            data.length > 0 ? (
              <PackTable packs={data} removable={holds?.("admin") ?? false} />
            ) : (
              <Empty title="No pack is installed">
                <p>Install one from a file, or one of those that come with the program.</p>
              </Empty>
            )
          }
        </Loaded>
      </Section>
      <Section
        title="Install or update"
        anchor="install"
        lead="First shows what would change; nothing is done before you confirm."
      >
        <Guarded scope="admin" purpose="To install packs">
          <InstallSection shipped={packs.data?.shipped ?? []} />
        </Guarded>
      </Section>
      <SignersSection />
    </>
  );
}
