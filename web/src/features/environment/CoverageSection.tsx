import type { Coverage } from "~/api/environments";
import { Section } from "~/design/Section";
import { StatusMark } from "~/design/StatusMark";
import { Cell, HeaderCell, Row, RowHeader, Table } from "~/design/Table";
import { integer, percent } from "~/lib/format";

/** How often each action stands in the data: what was never seen cannot be learned. */
export function CoverageSection({ coverage }: { coverage: Coverage[] }) {
  const most = Math.max(1, ...coverage.map(({ transitions }) => transitions));
  return (
    <Section
      title="Coverage by verb"
      anchor="coverage"
      lead="What was never seen, or never changed anything, cannot be learned."
    >
      {coverage.length > 0 ? (
        <Table
          caption="Transitions by action"
          head={
            <>
              <HeaderCell>Action</HeaderCell>
              <HeaderCell numeric>Transitions</HeaderCell>
              <HeaderCell wide>Share of the most frequent</HeaderCell>
              <HeaderCell numeric>Changed something</HeaderCell>
              <HeaderCell>Declared</HeaderCell>
            </>
          }
        >
          {coverage.map(({ verb, transitions, changing, declared }) => (
            <Row key={verb} muted={transitions === 0}>
              <RowHeader>
                <code className="font-mono text-xs">{verb}</code>
              </RowHeader>
              <Cell numeric>{integer(transitions)}</Cell>
              <Cell wide>
                <span className="block h-2.5 bg-wash" aria-hidden="true">
                  <span
                    className="block h-full bg-series-1"
                    style={{ width: `${(transitions / most) * 100}%` }}
                  />
                </span>
                <span className="sr-only">{percent(transitions / most)}</span>
              </Cell>
              <Cell numeric>{typeof changing === "number" ? percent(changing) : "never seen"}</Cell>
              <Cell>
                {declared ? (
                  <StatusMark word="passed" label="In the schema" />
                ) : (
                  <StatusMark word="unknown" label="Not in the schema" />
                )}
              </Cell>
            </Row>
          ))}
        </Table>
      ) : (
        <p className="text-soft">There is neither a schema nor a transition yet.</p>
      )}
    </Section>
  );
}
