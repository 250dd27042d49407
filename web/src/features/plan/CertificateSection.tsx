import type { Plan } from "~/api/plans";
import type { WorldSchema } from "~/api/world";
import { Facts } from "~/design/Facts";
import { Section } from "~/design/Section";
import { StatusMark } from "~/design/StatusMark";
import { energy, humanise, integer, percent } from "~/lib/format";
import { certificateText, proves } from "~/lib/planWords";

interface CertificateSectionProps {
  plan: Plan;
  schema?: WorldSchema;
}

/** How far the search can vouch for what it found. All of it is said of the world model, not of the world. */
export function CertificateSection({ plan, schema }: CertificateSectionProps) {
  const { certificate, statistics, nearest, request } = plan;
  const way = plan.plan;
  return (
    <Section title="Certificate" anchor="certificate">
      <p className="mb-4 max-w-[62ch]">
        <StatusMark
          word={proves(certificate) ? "verified" : "unevaluable"}
          label={certificateText(certificate)}
          wraps
        />
      </p>
      {nearest && !way ? (
        <p className="mb-4 max-w-[62ch] text-sm">
          In the nearest state:{" "}
          {nearest.goals
            .map(({ name, holds, unevaluable }) =>
              unevaluable
                ? `${name} cannot be told (${unevaluable})`
                : `${name} ${holds >= 1 ? "holds" : `holds to ${percent(holds)}`}`,
            )
            .join("; ")}
          .
        </p>
      ) : null}
      {way && way.steps.length > 0 ? (
        <KeptGuardrails
          names={[
            ...Object.keys(schema?.guardrails ?? {}),
            ...request.rules.map(({ name }) => name),
          ]}
        />
      ) : null}
      <div className="max-w-[34rem]">
        <Facts
          facts={[
            {
              label: "Energy found by the search, and after rolling out again",
              value: way ? `${energy(way.searched_energy)}, ${energy(way.energy.total)}` : null,
            },
            {
              label: "Probability that every step is exact",
              value: way ? percent(way.confidence) : null,
            },
            ...Object.entries(statistics)
              .filter(([, count]) => count > 0)
              .map(([name, count]) => ({
                label: STATISTICS[name] ?? humanise(name),
                value: integer(count),
              })),
          ]}
        />
      </div>
    </Section>
  );
}

/** A plan is only found where all of them hold: in each predicted state, as every member predicts it. */
function KeptGuardrails({ names }: { names: string[] }) {
  return (
    <div className="mb-4 text-sm">
      <p className="text-soft">In every predicted state, as every member predicts it:</p>
      <ul aria-label="Guardrails that the plan keeps" className="flex flex-wrap gap-x-5 gap-y-1">
        {names.map((name) => (
          <li key={name}>
            <StatusMark word="satisfied" label={`${name} holds`} wraps />
          </li>
        ))}
        <li>
          <StatusMark word="satisfied" label="the policy permits it" wraps />
        </li>
      </ul>
    </div>
  );
}

const STATISTICS: Record<string, string> = {
  expansions: "Pairs of state and action simulated",
  batches: "Batches that the world model was asked for",
  considered: "Plans looked at, whole or in part",
  refused: "Refused by a hard constraint",
  states: "Distinct states seen",
  rescored: "Pairs simulated again to make sure",
  upper: "Steps of the upper level",
};
