import { useQuery } from "@tanstack/react-query";
import { criticQuery } from "~/api/guardrailQueries";
import type { CriticVersion } from "~/api/types";
import { Digest } from "~/design/Digest";
import { Facts } from "~/design/Facts";
import { Loaded } from "~/design/Loaded";
import { Section } from "~/design/Section";
import { TransitionList } from "~/features/policy/TransitionsSection";
import { fixed, integer, percent } from "~/lib/format";
import { CriticSteps } from "./CriticSteps";

/** One version: how it was made, what may happen next, what happened. */
export function CriticView({ version }: { version: number }) {
  const critic = useQuery(criticQuery(version));
  return (
    <Loaded query={critic} label={`Loading version ${version}`} lines={8}>
      {(data) => (
        <>
          <CriticSteps critic={data} />
          <Section
            title={`How version ${version} ranks`}
            anchor="check"
            lead="On feedback that neither it nor an earlier version was trained on."
          >
            <CheckFacts critic={data} />
          </Section>
          <Section title="History" anchor="history" lead="Every step, oldest first.">
            <TransitionList transitions={data.transitions ?? []} />
          </Section>
        </>
      )}
    </Loaded>
  );
}

function CheckFacts({ critic: { training, digest, encoder } }: { critic: CriticVersion }) {
  return (
    <div className="max-w-[46rem]">
      <Facts
        facts={[
          { label: "Held-out comparisons", value: integer(training.held_out) },
          { label: "Ranked right", value: percent(training.accuracy) },
          { label: "At least, with 95 % certainty", value: percent(training.accuracy_at_least) },
          { label: "The one in use at the time", value: percent(training.accuracy_in_use) },
          { label: "Comparisons trained on", value: integer(training.comparisons) },
          { label: "Decisions that they belong to", value: integer(training.decisions) },
          {
            label: "Ranking loss, before and after",
            value: `${fixed(training.loss_before, 3)}, ${fixed(training.loss_after, 3)}`,
          },
          { label: "Ridge", value: training.ridge },
          { label: "Digest", value: <Digest value={digest} name="digest of the critic" /> },
          { label: "Encoder", value: <Digest value={encoder} name="encoder fingerprint" /> },
        ]}
      />
    </div>
  );
}
