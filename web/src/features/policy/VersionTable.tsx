import { Link } from "@tanstack/react-router";
import type { PolicyVersion } from "~/api/types";
import { Digest } from "~/design/Digest";
import { Cell, HeaderCell, Row, RowHeader, Table } from "~/design/Table";
import { PolicyStatus } from "~/features/policies/PolicyStatus";
import { timestamp } from "~/lib/format";

interface VersionTableProps {
  versions: PolicyVersion[];
  shown: number;
}

export function VersionTable({ versions, shown }: VersionTableProps) {
  return (
    <Table
      caption="Versions, newest first"
      head={
        <>
          <HeaderCell>Version</HeaderCell>
          <HeaderCell>Status</HeaderCell>
          <HeaderCell>Digest</HeaderCell>
          <HeaderCell>Written</HeaderCell>
          <HeaderCell>By</HeaderCell>
          <HeaderCell>Compare</HeaderCell>
        </>
      }
    >
      {versions.map(({ name, version, status, digest, created_at, created_by }) => (
        <Row key={version}>
          <RowHeader>
            {version === shown ? (
              <span aria-current="true">Version {version}, open</span>
            ) : (
              <Link to="/policies/$name" params={{ name }} search={{ version }} className="link">
                Version {version}
              </Link>
            )}
          </RowHeader>
          <Cell>
            <PolicyStatus status={status} />
          </Cell>
          <Cell>
            <Digest value={digest} name={`digest of version ${version}`} />
          </Cell>
          <Cell>
            <time dateTime={created_at} className="whitespace-nowrap">
              {timestamp(created_at)}
            </time>
          </Cell>
          <Cell>{created_by}</Cell>
          <Cell>
            {version === shown ? null : (
              <Link
                to="/policies/$name"
                params={{ name }}
                search={{ version: shown, compare: version }}
                hash="difference"
                className="link whitespace-nowrap"
              >
                With version {version}
              </Link>
            )}
          </Cell>
        </Row>
      ))}
    </Table>
  );
}
