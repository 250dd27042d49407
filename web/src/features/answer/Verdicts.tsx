import type { Verdict } from "~/api/types";
import { StatusMark } from "~/design/StatusMark";
import { Cell, HeaderCell, Row, RowHeader, Table } from "~/design/Table";
import { compact, humanise } from "~/lib/format";
import { verdictTone } from "~/lib/outcomes";
import { verdictText } from "./verdictText";

const ORDER: Record<string, number> = { violated: 0, unevaluable: 1, satisfied: 2 };

/** Every objective that was evaluated; those not satisfied first. */
export function Verdicts({ verdicts }: { verdicts: Verdict[] }) {
  if (verdicts.length === 0) {
    return <p className="text-soft">The policy has no objective for this stage.</p>;
  }
  const sorted = verdicts.toSorted(
    (left, right) => (ORDER[left.status] ?? 1) - (ORDER[right.status] ?? 1),
  );
  return (
    <Table
      caption="Objectives and their verdicts"
      head={
        <>
          <HeaderCell>Objective</HeaderCell>
          <HeaderCell>Verdict</HeaderCell>
          <HeaderCell>Stage</HeaderCell>
          <HeaderCell>Kind</HeaderCell>
          <HeaderCell>Enforcement</HeaderCell>
          <HeaderCell numeric>Value</HeaderCell>
        </>
      }
    >
      {sorted.map((verdict, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes, and an objective may speak twice
        <Row key={index}>
          <RowHeader>
            {humanise(verdict.objective)}
            <span className="block max-w-[48ch] font-normal text-soft">{verdictText(verdict)}</span>
          </RowHeader>
          <Cell>
            <StatusMark word={verdict.status} tone={verdictTone(verdict)} />
          </Cell>
          <Cell>{humanise(verdict.stage)}</Cell>
          <Cell>{humanise(verdict.kind)}</Cell>
          <Cell>{humanise(verdict.enforcement)}</Cell>
          <Cell numeric>{typeof verdict.value === "number" ? compact(verdict.value) : "none"}</Cell>
        </Row>
      ))}
    </Table>
  );
}

export function VerdictSummary({ verdicts }: { verdicts: Verdict[] }) {
  const satisfied = verdicts.filter((verdict) => verdict.status === "satisfied").length;
  return (
    <p className="text-sm text-soft">
      {satisfied} of {verdicts.length} satisfied
    </p>
  );
}
