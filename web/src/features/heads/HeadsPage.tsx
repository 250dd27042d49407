import { useQuery } from "@tanstack/react-query";
import { headsQuery } from "~/api/guardrailQueries";
import { Empty } from "~/design/Empty";
import { Loaded } from "~/design/Loaded";
import { PageTitle } from "~/design/PageTitle";
import { Guarded } from "~/features/access/Guarded";
import { HeadSection } from "./HeadSection";

/** Learned heads: from which probability each label counts, and what that buys and costs. */
export function HeadsPage() {
  return (
    <>
      <PageTitle title="Operating points" />
      <p className="mt-1 mb-6 max-w-[62ch] text-soft">
        A policy names an operating point of a learned head; the thresholds behind it belong to the
        head and were fixed on validation data, never on a test set.
      </p>
      <Guarded scope="policy:read" purpose="To see the heads">
        <Heads />
      </Guarded>
    </>
  );
}

function Heads() {
  const heads = useQuery(headsQuery());
  return (
    <Loaded query={heads} label="Loading the heads" lines={8}>
      {(data) =>
        data.length > 0 ? (
          data.map((head) => <HeadSection key={head.name} head={head} />)
        ) : (
          <Empty title="This server has no learned heads">
            <p>
              Heads lie beside the program. Objectives that name one are unevaluable without it, and
              what cannot be evaluated is withheld.
            </p>
          </Empty>
        )
      }
    </Loaded>
  );
}
