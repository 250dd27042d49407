import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { versionQuery } from "~/api/guardrailQueries";
import type { PolicyVersion } from "~/api/types";
import { Cell, HeaderCell, Row, RowHeader, Table } from "~/design/Table";
import { timestamp } from "~/lib/format";
import { lastStep } from "./lastStep";
import { PolicyStatus } from "./PolicyStatus";

export function PolicyTable({ policies }: { policies: PolicyVersion[] }) {
  return (
    <Table
      caption="Policies and what is in force of each"
      head={
        <>
          <HeaderCell wide>Policy</HeaderCell>
          <HeaderCell>Status</HeaderCell>
          <HeaderCell numeric>Version</HeaderCell>
          <HeaderCell>Since</HeaderCell>
          <HeaderCell>By</HeaderCell>
          <HeaderCell numeric>Newest</HeaderCell>
          <HeaderCell numeric>In shadow</HeaderCell>
        </>
      }
    >
      {policies.map((policy) => (
        <PolicyRow key={policy.name} policy={policy} />
      ))}
    </Table>
  );
}

/** Since when and by whom stands in the version's transitions, which lists leave out. */
function PolicyRow({ policy }: { policy: PolicyVersion }) {
  const { name, version } = policy;
  const detail = useQuery(versionQuery(name, version));
  const step = lastStep(detail.data ?? policy);
  return (
    <Row>
      <RowHeader>
        <Link to="/policies/$name" params={{ name }} search={{ version }} className="link">
          {name}
        </Link>
        <span className="line-clamp-2 block max-w-[52ch] font-normal text-soft">
          {policy.description}
        </span>
      </RowHeader>
      <Cell>
        <PolicyStatus status={policy.status} />
      </Cell>
      <Cell numeric>{version}</Cell>
      <Cell>
        <time dateTime={step.at} className="whitespace-nowrap">
          {timestamp(step.at)}
        </time>
      </Cell>
      <Cell>{step.principal}</Cell>
      <Cell numeric>
        <VersionLink name={name} version={policy.latest_version} />
      </Cell>
      <Cell numeric>
        <VersionLink name={name} version={policy.shadow_version} />
      </Cell>
    </Row>
  );
}

function VersionLink({ name, version }: { name: string; version?: number | null }) {
  if (!version) return <span className="text-soft">none</span>;
  return (
    <Link
      to="/policies/$name"
      params={{ name }}
      search={{ version }}
      className="link"
      aria-label={`Version ${version} of ${name}`}
    >
      {version}
    </Link>
  );
}
