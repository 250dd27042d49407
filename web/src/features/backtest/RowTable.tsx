import { Link } from "@tanstack/react-router";
import type { BacktestRow } from "~/api/types";
import { StatusMark } from "~/design/StatusMark";
import { Cell, HeaderCell, Row, RowHeader, Table } from "~/design/Table";
import { difference, energy, humanise } from "~/lib/format";

interface RowTableProps {
  id: string;
  rows: BacktestRow[];
  open?: string;
}

export function RowTable({ id, rows, open }: RowTableProps) {
  return (
    <Table
      caption="Replayed decisions"
      head={
        <>
          <HeaderCell>Decision</HeaderCell>
          <HeaderCell>Outcome</HeaderCell>
          <HeaderCell>Kind</HeaderCell>
          <HeaderCell>Refused by</HeaderCell>
          <HeaderCell numeric>Recorded</HeaderCell>
          <HeaderCell numeric>Replayed</HeaderCell>
          <HeaderCell numeric>Shift</HeaderCell>
        </>
      }
    >
      {rows.map((row) => (
        <Row key={row.decision_id}>
          <RowHeader>
            <Link
              to="/backtests/$id"
              params={{ id }}
              search={(search) => ({ ...search, row: row.decision_id })}
              hash="sides"
              aria-current={row.decision_id === open || undefined}
              className="link font-mono text-xs font-normal whitespace-nowrap"
            >
              {row.decision_id}
            </Link>
          </RowHeader>
          <Cell>
            <StatusMark word={row.outcome} />
          </Cell>
          <Cell>{humanise(row.kind)}</Cell>
          <Cell>{row.objective ?? ""}</Cell>
          <Cell numeric>{print(row.energy_recorded)}</Cell>
          <Cell numeric>{print(row.energy_replayed)}</Cell>
          <Cell numeric>{shift(row)}</Cell>
        </Row>
      ))}
    </Table>
  );
}

function print(value: number | null | undefined): string {
  return typeof value === "number" ? energy(value) : "none";
}

function shift({ energy_recorded: before, energy_replayed: after }: BacktestRow): string {
  return typeof before === "number" && typeof after === "number" ? difference(after - before) : "";
}
