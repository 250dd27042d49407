import { Link } from "@tanstack/react-router";
import type { CriticVersion } from "~/api/types";
import { StatusMark } from "~/design/StatusMark";
import { Cell, HeaderCell, Row, RowHeader, Table } from "~/design/Table";
import { PolicyStatus } from "~/features/policies/PolicyStatus";
import { integer, percent, timestamp } from "~/lib/format";

interface CriticTableProps {
  critics: CriticVersion[];
  shown: number | undefined;
}

export function CriticTable({ critics, shown }: CriticTableProps) {
  return (
    <Table
      caption="Versions of the critic, newest first"
      head={
        <>
          <HeaderCell>Version</HeaderCell>
          <HeaderCell>Status</HeaderCell>
          <HeaderCell numeric>Trained on</HeaderCell>
          <HeaderCell numeric>Held out</HeaderCell>
          <HeaderCell numeric>Ranked right</HeaderCell>
          <HeaderCell>Check</HeaderCell>
          <HeaderCell>Trained</HeaderCell>
          <HeaderCell>By</HeaderCell>
        </>
      }
    >
      {critics.map(({ version, status, training, created_at, created_by }) => (
        <Row key={version}>
          <RowHeader>
            {version === shown ? (
              <span aria-current="true">Version {version}, open</span>
            ) : (
              <Link to="/critic" search={{ version }} className="link">
                Version {version}
              </Link>
            )}
          </RowHeader>
          <Cell>
            <PolicyStatus status={status} />
          </Cell>
          <Cell numeric>{integer(training.comparisons)}</Cell>
          <Cell numeric>{integer(training.held_out)}</Cell>
          <Cell numeric>{percent(training.accuracy)}</Cell>
          <Cell>
            <StatusMark word={training.passed ? "passed" : "failed"} />
          </Cell>
          <Cell>
            <time dateTime={created_at} className="whitespace-nowrap">
              {timestamp(created_at)}
            </time>
          </Cell>
          <Cell>{created_by}</Cell>
        </Row>
      ))}
    </Table>
  );
}
