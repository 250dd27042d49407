import { Cell, HeaderCell, Row, Table } from "~/design/Table";
import type { PathStep } from "~/lib/transparency";

interface PathStepsProps {
  leaf: string;
  steps: PathStep[];
}

/** The audit path, one level of the tree a row: what stands beside, and what the pair hashes to. */
export function PathSteps({ leaf, steps }: PathStepsProps) {
  return (
    <Table
      caption="Hashes from the leaf to the root"
      head={
        <>
          <HeaderCell numeric>Level</HeaderCell>
          <HeaderCell>Sibling</HeaderCell>
          <HeaderCell>Side</HeaderCell>
          <HeaderCell>Parent</HeaderCell>
        </>
      }
    >
      <Row>
        <Cell numeric>0</Cell>
        <Cell>none</Cell>
        <Cell />
        <Cell>
          <Hash value={leaf} />
        </Cell>
      </Row>
      {steps.map((step, index) => (
        <Row key={step.parent}>
          <Cell numeric>{index + 1}</Cell>
          <Cell>
            <Hash value={step.sibling} />
          </Cell>
          <Cell>{step.side}</Cell>
          <Cell>
            <Hash value={step.parent} />
          </Cell>
        </Row>
      ))}
    </Table>
  );
}

function Hash({ value }: { value: string }) {
  return <code className="block w-[20rem] font-mono text-xs wrap-anywhere">{value}</code>;
}
