import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { backtestQuery } from "~/api/guardrailQueries";
import { Loaded } from "~/design/Loaded";
import { PageTitle } from "~/design/PageTitle";
import { Guarded } from "~/features/access/Guarded";
import { BacktestView } from "./BacktestView";

export function BacktestPage() {
  const { id } = useParams({ from: "/shell/backtests/$id" });
  return (
    <Guarded scope="policy:read" purpose="To see back-tests">
      <Report key={id} id={id} />
    </Guarded>
  );
}

function Report({ id }: { id: string }) {
  const backtest = useQuery(backtestQuery(id));
  const policy = backtest.data?.policy;
  const ofCritic = backtest.data?.subject === "critic";
  return (
    <>
      {policy ? (
        <p className="mb-3 text-sm" data-print="hide">
          {ofCritic ? (
            <Link to="/critic" search={{ version: policy.version }} className="link">
              Critic, version {policy.version}
            </Link>
          ) : (
            <Link
              to="/policies/$name"
              params={{ name: policy.name }}
              search={{ version: policy.version }}
              className="link"
            >
              {policy.name}, version {policy.version}
            </Link>
          )}
        </p>
      ) : null}
      <PageTitle title="Back-test">
        {policy ? `Back-test of ${policy.name}, version ${policy.version}` : "Back-test"}
      </PageTitle>
      <div className="mt-4">
        <Loaded query={backtest} label="Loading the back-test" lines={8}>
          {(data) => <BacktestView backtest={data} />}
        </Loaded>
      </div>
    </>
  );
}
