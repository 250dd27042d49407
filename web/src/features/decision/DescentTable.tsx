import type { TraceStep } from "~/api/types";
import { Cell, HeaderCell, Row, Table } from "~/design/Table";
import { compact, energy } from "~/lib/format";

export function DescentTable({ steps }: { steps: TraceStep[] }) {
  return (
    <div className="max-w-[36rem]">
      <Table
        caption="Energy and temperature by step"
        head={
          <>
            <HeaderCell numeric>Step</HeaderCell>
            <HeaderCell numeric>Best</HeaderCell>
            <HeaderCell numeric>Mean</HeaderCell>
            <HeaderCell numeric>Temperature</HeaderCell>
          </>
        }
      >
        {steps.map((step) => (
          <Row key={step.step}>
            <Cell numeric>{step.step}</Cell>
            <Cell numeric>{energy(step.best)}</Cell>
            <Cell numeric>{energy(step.mean)}</Cell>
            <Cell numeric>{compact(step.temperature)}</Cell>
          </Row>
        ))}
      </Table>
    </div>
  );
}
