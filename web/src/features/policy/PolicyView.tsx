import type { ReactNode } from "react";
import type { PolicyVersion } from "~/api/types";
import { Columns } from "~/design/Columns";
import { Section } from "~/design/Section";
import { PolicyStatus } from "~/features/policies/PolicyStatus";
import { BacktestsSection } from "./BacktestsSection";
import { DifferenceSection } from "./DifferenceSection";
import { EffectiveSection } from "./EffectiveSection";
import { ObjectivesSection } from "./ObjectivesSection";
import { PolicyFacts } from "./PolicyFacts";
import { StepsSection } from "./StepsSection";
import { TransitionsSection } from "./TransitionsSection";

interface PolicyViewProps {
  version: PolicyVersion;
  versions: PolicyVersion[];
  /** The table of versions. */
  children: ReactNode;
}

/** One version of a policy, and all that may be done with it. */
export function PolicyView({ version, versions, children }: PolicyViewProps) {
  const active = versions.find((row) => row.status === "active");
  return (
    <>
      <p className="mt-2 flex flex-wrap gap-x-5 gap-y-1 text-sm text-soft">
        <span>Version {version.version}</span>
        <PolicyStatus status={version.status} />
      </p>
      <p className="mt-2 mb-8 max-w-[70ch]">{version.description}</p>
      <Columns margin={<PolicyFacts version={version} />}>
        <StepsSection version={version} active={active?.version ?? null} />
        <Section title="Versions" anchor="versions" lead="Immutable, newest first.">
          {children}
        </Section>
        <DifferenceSection version={version} versions={versions} />
        <BacktestsSection version={version} />
        <ObjectivesSection version={version} />
        <EffectiveSection name={version.name} />
        <TransitionsSection version={version} />
      </Columns>
    </>
  );
}
