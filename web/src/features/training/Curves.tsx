import type { CurvePoint } from "~/api/environments";
import { Disclosure } from "~/design/Disclosure";
import { LineChart } from "~/design/LineChart";
import { Cell, HeaderCell, Row, Table } from "~/design/Table";
import { compact, fixed, percent } from "~/lib/format";
import { thinned } from "~/lib/series";

/** Rows of the table below the curves at most. */
const MOST_ROWS = 40;

/** Losses, exactness, and what would show a collapse, by step; a table says the same. */
export function Curves({ curve }: { curve: CurvePoint[] }) {
  const steps = curve.map(({ step }) => step);
  const column = (name: string, read: (point: CurvePoint) => number) => ({
    name,
    values: curve.map(read),
  });
  const measured = curve.some(({ exactness }) => exactness.transitions > 0);
  return (
    <>
      <div className="grid gap-x-10 gap-y-7 sm:grid-cols-2">
        <LineChart
          title="Loss of the heads,"
          note="negative log-likelihood of what happened, a question"
          steps={steps}
          series={[column("Heads", ({ losses }) => losses.heads)]}
        />
        <LineChart
          title="Losses of the representation"
          steps={steps}
          series={[
            column("Latent", ({ losses }) => losses.latent),
            column("Spread", ({ losses }) => losses.spread),
            column("Inverse", ({ losses }) => losses.inverse),
          ]}
        />
        {measured ? (
          <>
            <LineChart
              title="Held-out exactness"
              steps={steps}
              shares
              series={[
                column("Actions", ({ exactness }) => exactness.act),
                column("Environment", ({ exactness }) => exactness.environment),
                column("Progress", ({ exactness }) => exactness.progress),
                column("All", ({ exactness }) => exactness.all),
              ]}
            />
            <div className="grid gap-6">
              <LineChart
                title="Spread of the latents,"
                note="mean standard deviation; near 0 where the representation has collapsed"
                steps={steps}
                series={[column("Deviation", ({ spread }) => spread.deviation)]}
              />
              <LineChart
                title="Effective rank,"
                note="of their covariance; near 1 where it has collapsed"
                steps={steps}
                series={[column("Rank", ({ spread }) => spread.effective_rank)]}
              />
            </div>
          </>
        ) : (
          <p className="text-sm text-soft">
            There are so few trajectories that none was held out: neither exactness nor collapse was
            measured.
          </p>
        )}
      </div>
      <div className="mt-4">
        <Disclosure title="The curves as a table">
          <CurveTable curve={thinned(curve, MOST_ROWS)} measured={measured} />
        </Disclosure>
      </div>
    </>
  );
}

function CurveTable({ curve, measured }: { curve: CurvePoint[]; measured: boolean }) {
  return (
    <Table
      caption="Losses, exactness and spread by step"
      head={
        <>
          <HeaderCell numeric>Step</HeaderCell>
          <HeaderCell numeric>Rate</HeaderCell>
          <HeaderCell numeric>Heads</HeaderCell>
          <HeaderCell numeric>Latent</HeaderCell>
          <HeaderCell numeric>Spread</HeaderCell>
          <HeaderCell numeric>Inverse</HeaderCell>
          {measured ? (
            <>
              <HeaderCell numeric>Actions exact</HeaderCell>
              <HeaderCell numeric>Environment exact</HeaderCell>
              <HeaderCell numeric>Progress exact</HeaderCell>
              <HeaderCell numeric>All exact</HeaderCell>
              <HeaderCell numeric>Deviation</HeaderCell>
              <HeaderCell numeric>Effective rank</HeaderCell>
            </>
          ) : null}
        </>
      }
    >
      {curve.map(({ step, rate, losses, exactness, spread }) => (
        <Row key={step}>
          <Cell numeric>{step}</Cell>
          <Cell numeric>{compact(rate, 3)}</Cell>
          <Cell numeric>{fixed(losses.heads, 3)}</Cell>
          <Cell numeric>{fixed(losses.latent, 3)}</Cell>
          <Cell numeric>{fixed(losses.spread, 3)}</Cell>
          <Cell numeric>{fixed(losses.inverse, 3)}</Cell>
          {measured ? (
            <>
              <Cell numeric>{percent(exactness.act)}</Cell>
              <Cell numeric>{percent(exactness.environment)}</Cell>
              <Cell numeric>{percent(exactness.progress)}</Cell>
              <Cell numeric>{percent(exactness.all)}</Cell>
              <Cell numeric>{fixed(spread.deviation, 3)}</Cell>
              <Cell numeric>{fixed(spread.effective_rank, 1)}</Cell>
            </>
          ) : null}
        </Row>
      ))}
    </Table>
  );
}
