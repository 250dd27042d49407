import type { RejectedPlan } from "~/api/plans";
import { Section } from "~/design/Section";
import { Cell, HeaderCell, Row, RowHeader, Table } from "~/design/Table";
import { energy } from "~/lib/format";
import { rejectionText } from "~/lib/planWords";
import { actionLine } from "~/lib/worldValues";

/** The best plans that lost, each with what rejected it. */
export function RejectedSection({ rejected }: { rejected: RejectedPlan[] }) {
  return (
    <Section
      title="Rejected plans"
      anchor="rejected"
      lead="The best that lost, with the guardrail, the approval or the cost that rejected each."
    >
      {rejected.length > 0 ? (
        <Table
          caption="Rejected plans, best first"
          head={
            <>
              <HeaderCell>Actions</HeaderCell>
              <HeaderCell>Rejected by</HeaderCell>
              <HeaderCell wide>Why</HeaderCell>
              <HeaderCell>Goals</HeaderCell>
              <HeaderCell numeric>Energy</HeaderCell>
            </>
          }
        >
          {rejected.map((plan, index) => {
            const { by, detail } = rejectionText(plan.reason);
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes, and plans have no names
              <Row key={index}>
                <RowHeader>
                  <ol className="font-normal">
                    {plan.actions.map((action, at) => (
                      // biome-ignore lint/suspicious/noArrayIndexKey: actions stand in order, and may repeat
                      <li key={at}>
                        <code className="font-mono text-xs whitespace-nowrap">
                          {actionLine(action)}
                        </code>
                      </li>
                    ))}
                  </ol>
                </RowHeader>
                <Cell>{by}</Cell>
                <Cell wide>{detail}</Cell>
                <Cell>{plan.reached ? "would hold" : "not reached"}</Cell>
                <Cell numeric>{energy(plan.energy)}</Cell>
              </Row>
            );
          })}
        </Table>
      ) : (
        <p className="text-soft">No other plan was worth keeping.</p>
      )}
    </Section>
  );
}
