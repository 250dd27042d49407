import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { differenceQuery } from "~/api/guardrailQueries";
import type { PolicyVersion } from "~/api/types";
import { Choice } from "~/design/Choice";
import { Loaded } from "~/design/Loaded";
import { Section } from "~/design/Section";
import { DifferenceView } from "./DifferenceView";
import { comparedWith } from "./difference";

interface DifferenceSectionProps {
  version: PolicyVersion;
  versions: PolicyVersion[];
}

/** The open version against another, objective by objective. */
export function DifferenceSection({ version, versions }: DifferenceSectionProps) {
  const { compare } = useSearch({ from: "/shell/policies/$name" });
  const navigate = useNavigate({ from: "/policies/$name" });
  const shown = version.version;
  const other = compare ?? comparedWith(shown, versions);
  const options = versions
    .filter((row) => row.version !== shown)
    .map((row) => ({ id: String(row.version), label: `Version ${row.version}, ${row.status}` }));
  if (other === null || other === shown) {
    return (
      <Section title="Difference" anchor="difference">
        <p className="text-soft">There is no other version to compare with.</p>
      </Section>
    );
  }
  return (
    <Section
      title="Difference"
      anchor="difference"
      lead={`What version ${shown} changes against version ${other}.`}
      aside={
        <Choice
          label="Compare with"
          options={options}
          value={String(other)}
          onChange={(value) =>
            void navigate({
              search: { version: shown, compare: Number(value) },
              resetScroll: false,
            })
          }
        />
      }
    >
      <Compared name={version.name} from={other} to={shown} />
    </Section>
  );
}

function Compared({ name, from, to }: { name: string; from: number; to: number }) {
  const difference = useQuery(differenceQuery(name, from, to));
  return (
    <Loaded query={difference} label="Comparing" lines={4}>
      {(data) => <DifferenceView difference={data} />}
    </Loaded>
  );
}
