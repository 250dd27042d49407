import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { backtestsQuery } from "~/api/guardrailQueries";
import type { Backtest, PolicyVersion } from "~/api/types";
import { Loaded } from "~/design/Loaded";
import { Section } from "~/design/Section";
import { StatusMark } from "~/design/StatusMark";
import { Cell, HeaderCell, Row, RowHeader, Table } from "~/design/Table";
import { integer, timestamp } from "~/lib/format";

export function BacktestsSection({ version }: { version: PolicyVersion }) {
  const backtests = useQuery(backtestsQuery(version.name, version.version));
  return (
    <Section
      title="Back-tests"
      anchor="backtests"
      lead="Recorded decisions, replayed under this version."
    >
      <Loaded query={backtests} label="Loading the back-tests" lines={2}>
        {({ data }) =>
          data.length > 0 ? (
            <BacktestTable backtests={data} />
          ) : (
            <p className="text-soft">This version was not replayed yet.</p>
          )
        }
      </Loaded>
    </Section>
  );
}

function BacktestTable({ backtests }: { backtests: Backtest[] }) {
  return (
    <Table
      caption="Back-tests, newest first"
      head={
        <>
          <HeaderCell>Started</HeaderCell>
          <HeaderCell>Status</HeaderCell>
          <HeaderCell numeric>Replayed</HeaderCell>
          <HeaderCell numeric>Newly refused</HeaderCell>
          <HeaderCell numeric>Newly allowed</HeaderCell>
          <HeaderCell numeric>Changed</HeaderCell>
          <HeaderCell>By</HeaderCell>
        </>
      }
    >
      {backtests.map(({ id, status, done, total, counts, created_at, principal }) => (
        <Row key={id}>
          <RowHeader>
            <Link to="/backtests/$id" params={{ id }} className="link whitespace-nowrap">
              {timestamp(created_at)}
            </Link>
          </RowHeader>
          <Cell>
            <StatusMark word={status} />
          </Cell>
          <Cell numeric>
            {integer(done)} of {integer(total)}
          </Cell>
          <Cell numeric>{integer(countOf(counts, "newly_refused"))}</Cell>
          <Cell numeric>{integer(countOf(counts, "newly_allowed"))}</Cell>
          <Cell numeric>{integer(countOf(counts, "changed"))}</Cell>
          <Cell>{principal}</Cell>
        </Row>
      ))}
    </Table>
  );
}

function countOf(counts: Backtest["counts"], outcome: string): number {
  return (counts as Record<string, number>)[outcome] ?? 0;
}
