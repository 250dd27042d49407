import type { Energy } from "~/api/types";
import { Cell, HeaderCell, Row, RowHeader, Table } from "~/design/Table";
import { compact, humanise, energy as print } from "~/lib/format";

export function EnergyTable({ energy }: { energy: Energy }) {
  return (
    <Table
      caption="Energy by term"
      head={
        <>
          <HeaderCell>Term</HeaderCell>
          <HeaderCell>Unit</HeaderCell>
          <HeaderCell numeric>Range</HeaderCell>
          <HeaderCell numeric>Value</HeaderCell>
          <HeaderCell numeric>Weight</HeaderCell>
          <HeaderCell numeric>Energy</HeaderCell>
        </>
      }
    >
      {energy.terms.map((term) => (
        <Row key={term.name} muted={term.energy === 0}>
          <RowHeader>{humanise(term.name)}</RowHeader>
          <Cell>{term.unit}</Cell>
          <Cell numeric>{term.range.map((bound) => compact(bound)).join(" to ")}</Cell>
          <Cell numeric>{compact(term.value)}</Cell>
          <Cell numeric>{compact(term.weight)}</Cell>
          <Cell numeric>{print(term.energy)}</Cell>
        </Row>
      ))}
      <Row>
        <RowHeader>Total</RowHeader>
        <Cell />
        <Cell />
        <Cell />
        <Cell />
        <Cell numeric>
          <strong>{print(energy.total)}</strong>
        </Cell>
      </Row>
    </Table>
  );
}
