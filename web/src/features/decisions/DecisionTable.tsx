import { Link } from "@tanstack/react-router";
import type { DecisionSummary } from "~/api/types";
import { StatusMark } from "~/design/StatusMark";
import { Cell, HeaderCell, Row, RowHeader, Table } from "~/design/Table";
import { humanise, timestamp } from "~/lib/format";

export function DecisionTable({ decisions }: { decisions: DecisionSummary[] }) {
  return (
    <Table
      caption="Decisions, newest first"
      head={
        <>
          <HeaderCell>Decision</HeaderCell>
          <HeaderCell>Outcome</HeaderCell>
          <HeaderCell>Kind</HeaderCell>
          <HeaderCell>Recorded</HeaderCell>
          <HeaderCell>Principal</HeaderCell>
        </>
      }
    >
      {decisions.map((decision) => (
        <Row key={decision.id}>
          <RowHeader>
            <Link
              to="/decisions/$id"
              params={{ id: decision.id }}
              className="link font-mono text-xs font-normal whitespace-nowrap"
            >
              {decision.id}
            </Link>
          </RowHeader>
          <Cell>
            <StatusMark word={decision.outcome} />
          </Cell>
          <Cell>{humanise(decision.kind)}</Cell>
          <Cell>
            <time dateTime={decision.created_at} className="whitespace-nowrap">
              {timestamp(decision.created_at)}
            </time>
          </Cell>
          <Cell>{decision.principal}</Cell>
        </Row>
      ))}
    </Table>
  );
}
