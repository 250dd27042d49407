import type { Exactness } from "~/api/environments";
import { Section } from "~/design/Section";
import { Cell, HeaderCell, Row, RowHeader, Table } from "~/design/Table";
import { integer, percent } from "~/lib/format";

/** How much of what was held out is predicted to the last value, by what changes. */
export function ExactnessSection({ exactness }: { exactness: Exactness }) {
  const { transitions } = exactness;
  return (
    <Section
      title="Exactness"
      anchor="exactness"
      lead="On trajectories that were never learned from. Exact is what is right to the last value."
    >
      {transitions > 0 ? (
        <ExactnessTable exactness={exactness} />
      ) : (
        <p className="max-w-[62ch]">
          Nothing was held out, so nothing is known of how exact it is: five in a hundred
          trajectories are, and there are too few of them.
        </p>
      )}
    </Section>
  );
}

function ExactnessTable({ exactness }: { exactness: Exactness }) {
  const rows = [
    { what: "What the action changes", share: exactness.act, count: exactness.act_count },
    {
      what: "What the environment changes by itself",
      share: exactness.environment,
      count: exactness.environment_count,
    },
    { what: "Score and end", share: exactness.progress, count: exactness.progress_count },
    { what: "All of it", share: exactness.all, count: exactness.transitions },
  ];
  return (
    <div className="max-w-[46rem]">
      <Table
        caption="Exactness on held-out transitions"
        head={
          <>
            <HeaderCell>What</HeaderCell>
            <HeaderCell numeric>Transitions in which it changes</HeaderCell>
            <HeaderCell numeric>Exact</HeaderCell>
          </>
        }
      >
        {rows.map(({ what, share, count }) => (
          <Row key={what} muted={count === 0}>
            <RowHeader>{what}</RowHeader>
            <Cell numeric>{integer(count)}</Cell>
            <Cell numeric>{count > 0 ? percent(share) : "none to ask about"}</Cell>
          </Row>
        ))}
      </Table>
    </div>
  );
}
