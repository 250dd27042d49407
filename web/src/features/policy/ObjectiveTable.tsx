import type { ReactNode } from "react";
import type { ObjectiveSpec } from "~/api/policies";
import { Cell, HeaderCell, Row, RowHeader, Table } from "~/design/Table";
import { humanise } from "~/lib/format";

interface ObjectiveRow {
  objective: ObjectiveSpec;
  /** Where it comes from, where that is asked. */
  source?: ReactNode;
}

export function ObjectiveTable({ caption, rows }: { caption: string; rows: ObjectiveRow[] }) {
  const sourced = rows.some((row) => row.source !== undefined);
  return (
    <Table
      caption={caption}
      head={
        <>
          <HeaderCell wide>Objective</HeaderCell>
          <HeaderCell>Kind</HeaderCell>
          <HeaderCell>Stages</HeaderCell>
          <HeaderCell>Enforcement</HeaderCell>
          <HeaderCell>Owner</HeaderCell>
          {sourced ? <HeaderCell>From</HeaderCell> : null}
        </>
      }
    >
      {rows.map(({ objective, source }) => (
        <Row key={objective.id}>
          <RowHeader>
            {objective.id}
            <span className="block max-w-[48ch] font-normal text-soft">{objective.message}</span>
          </RowHeader>
          <Cell>{kindOf(objective)}</Cell>
          <Cell>{objective.stages.map(humanise).join(", ")}</Cell>
          <Cell>
            {humanise(objective.enforcement)}
            {objective.overridable ? <span className="block text-soft">overridable</span> : null}
          </Cell>
          <Cell>{objective.owner}</Cell>
          {sourced ? <Cell>{source}</Cell> : null}
        </Row>
      ))}
    </Table>
  );
}

export function kindOf(objective: ObjectiveSpec): string {
  return humanise(Object.keys(objective.kind)[0] ?? "unknown");
}
