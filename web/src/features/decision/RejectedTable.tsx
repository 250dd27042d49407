import type { AnswerBody, EnergyTerm } from "~/api/types";
import { Cell, HeaderCell, Row, RowHeader, Table } from "~/design/Table";
import { energy, humanise } from "~/lib/format";

interface Column {
  name: string;
  total: number;
  terms: Map<string, EnergyTerm>;
}

/** Terms down, answers across: the bars' figures. */
export function RejectedTable({ answer }: { answer: AnswerBody }) {
  const columns = columnsOf(answer);
  const names = [...new Set(columns.flatMap((column) => [...column.terms.keys()]))];
  return (
    <Table
      caption="Energy by term of the answer and of the rejected ones"
      head={
        <>
          <HeaderCell>Term</HeaderCell>
          {columns.map((column) => (
            <HeaderCell key={column.name} numeric>
              {column.name}
            </HeaderCell>
          ))}
        </>
      }
    >
      {names.map((name) => (
        <Row key={name}>
          <RowHeader>{humanise(name)}</RowHeader>
          {columns.map((column) => (
            <Cell key={column.name} numeric>
              {energy(column.terms.get(name)?.energy ?? 0)}
            </Cell>
          ))}
        </Row>
      ))}
      <Row>
        <RowHeader>Total</RowHeader>
        {columns.map((column) => (
          <Cell key={column.name} numeric>
            <strong>{energy(column.total)}</strong>
          </Cell>
        ))}
      </Row>
    </Table>
  );
}

function columnsOf(answer: AnswerBody): Column[] {
  const byName = (terms: EnergyTerm[]) => new Map(terms.map((term) => [term.name, term]));
  const rejected = answer.rejected.map((entry, index) => ({
    name: `Rejected ${index + 1}`,
    total: entry.energy.total,
    terms: byName(entry.energy.terms),
  }));
  if (answer.outcome !== "answered") return rejected;
  const given = { name: "Given", total: answer.energy.total, terms: byName(answer.energy.terms) };
  return [given, ...rejected];
}
