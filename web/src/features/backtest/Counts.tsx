import { Link } from "@tanstack/react-router";
import type { Backtest } from "~/api/types";
import { Section } from "~/design/Section";
import { StatusMark } from "~/design/StatusMark";
import { Cell, HeaderCell, Row, RowHeader, Table } from "~/design/Table";
import { integer, percent } from "~/lib/format";
import { BACKTEST_OUTCOMES } from "~/lib/outcomes";
import { outcomeMeaning } from "./outcomeWords";

/** How many decisions would end which way. */
export function Counts({ backtest }: { backtest: Backtest }) {
  const counts = backtest.counts as Record<string, number>;
  return (
    <Section title="What would change" anchor="counts">
      <Table
        caption="Decisions by what becomes of them under this version"
        head={
          <>
            <HeaderCell>Outcome</HeaderCell>
            <HeaderCell numeric>Decisions</HeaderCell>
            <HeaderCell numeric>Share</HeaderCell>
            <HeaderCell wide>Meaning</HeaderCell>
          </>
        }
      >
        {BACKTEST_OUTCOMES.map((outcome) => {
          const count = counts[outcome] ?? 0;
          return (
            <Row key={outcome} muted={count === 0}>
              <RowHeader>
                {count > 0 ? (
                  <Link
                    to="/backtests/$id"
                    params={{ id: backtest.id }}
                    search={{ outcome }}
                    className="underline underline-offset-2"
                  >
                    <StatusMark word={outcome} />
                  </Link>
                ) : (
                  <StatusMark word={outcome} tone="plain" />
                )}
              </RowHeader>
              <Cell numeric>{integer(count)}</Cell>
              <Cell numeric>{percent(count / Math.max(1, backtest.done))}</Cell>
              <Cell wide>{outcomeMeaning(outcome)}</Cell>
            </Row>
          );
        })}
      </Table>
    </Section>
  );
}
