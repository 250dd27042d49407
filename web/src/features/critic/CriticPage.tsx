import { useInfiniteQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { criticsQuery } from "~/api/guardrailQueries";
import { Empty } from "~/design/Empty";
import { Loaded } from "~/design/Loaded";
import { PageTitle } from "~/design/PageTitle";
import { Section } from "~/design/Section";
import { Guarded } from "~/features/access/Guarded";
import { MoreButton } from "~/features/policies/MoreButton";
import { CriticTable } from "./CriticTable";
import { CriticView } from "./CriticView";
import { TrainSection } from "./TrainSection";

/** What feedback taught: the versions of the critic, and what may be done with them. */
export function CriticPage() {
  return (
    <>
      <PageTitle title="Critic" />
      <p className="mt-1 mb-6 max-w-[62ch] text-soft">
        What people think of answers trains a critic. It costs an answer something and never forbids
        it: how much is a matter of policy, and no hard guardrail learns.
      </p>
      <Guarded scope="policy:read" purpose="To see the critic">
        <Critics />
      </Guarded>
    </>
  );
}

function Critics() {
  const critics = useInfiniteQuery(criticsQuery());
  const search = useSearch({ from: "/shell/critic" });
  return (
    <>
      <TrainSection />
      <Loaded query={critics} label="Loading the versions" lines={6}>
        {({ pages }) => {
          const rows = pages.flatMap((page) => page.data);
          const open = rows.find((row) => row.status === "active") ?? rows[0];
          const shown = search.version ?? open?.version;
          return (
            <>
              <Section title="Versions" anchor="versions" lead="Immutable, newest first.">
                {rows.length > 0 ? (
                  <CriticTable critics={rows} shown={shown} />
                ) : (
                  <Empty title="No critic has been trained">
                    <p>
                      Say what you think of some answers on their decision pages; then train one.
                    </p>
                  </Empty>
                )}
                <MoreButton query={critics} label="More versions" />
              </Section>
              {shown === undefined ? null : <CriticView key={shown} version={shown} />}
            </>
          );
        }}
      </Loaded>
    </>
  );
}
