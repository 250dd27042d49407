import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { cancelBacktest } from "~/api/backtests";
import { backtestQuery, POLICIES, runs } from "~/api/guardrailQueries";
import type { Backtest } from "~/api/types";
import { Button } from "~/design/Button";
import { Columns } from "~/design/Columns";
import { Digest } from "~/design/Digest";
import { Facts } from "~/design/Facts";
import { ProblemNotice } from "~/design/ProblemNotice";
import { Progress } from "~/design/Progress";
import { StatusMark } from "~/design/StatusMark";
import { useScopes } from "~/features/access/useScopes";
import { integer, timestamp } from "~/lib/format";
import { announce } from "~/shell/announcer";
import { Counts } from "./Counts";
import { RowsSection } from "./RowsSection";

/** How far it is, what came out, and every row. */
export function BacktestView({ backtest }: { backtest: Backtest }) {
  useAnnouncedEnd(backtest.status);
  return (
    <>
      <p className="mb-4 text-lg">
        <StatusMark word={backtest.status} />
      </p>
      {backtest.message ? <p className="mb-4 max-w-[62ch]">{backtest.message}</p> : null}
      {runs(backtest.status) ? <Running backtest={backtest} /> : null}
      <Columns margin={<BacktestFacts backtest={backtest} />}>
        <Counts backtest={backtest} />
        <RowsSection backtest={backtest} />
      </Columns>
    </>
  );
}

function Running({ backtest }: { backtest: Backtest }) {
  const queries = useQueryClient();
  const holds = useScopes();
  const cancel = useMutation({
    mutationFn: () => cancelBacktest(backtest.id),
    onSettled: () => queries.invalidateQueries(backtestQuery(backtest.id)),
  });
  return (
    <div className="mb-8 max-w-[40rem] space-y-4">
      <Progress label="Decisions replayed" done={backtest.done} total={backtest.total} />
      {holds?.("policy:write") ? (
        <Button onPress={() => cancel.mutate()} isDisabled={cancel.isPending}>
          Cancel
        </Button>
      ) : null}
      {cancel.isError ? <ProblemNotice error={cancel.error} /> : null}
    </div>
  );
}

function BacktestFacts({ backtest }: { backtest: Backtest }) {
  const { id, from, to, sample, done, total, created_at, finished_at, principal } = backtest;
  return (
    <section aria-label="Facts about this back-test" className="xl:border-t xl:border-ink xl:pt-3">
      <Facts
        facts={[
          { label: "Back-test", value: <Digest value={id} name="back-test id" /> },
          { label: "Replayed", value: `${integer(done)} of ${integer(total)}` },
          { label: "Decisions from", value: timestamp(from) },
          { label: "Up to", value: timestamp(to) },
          { label: "Sample", value: sample ? `At most ${integer(sample)}` : "All" },
          { label: "Started", value: timestamp(created_at) },
          { label: "Ended", value: finished_at ? timestamp(finished_at) : null },
          { label: "By", value: principal },
          {
            label: "Policy digest",
            value: <Digest value={backtest.policy.digest} name="policy digest" />,
          },
        ]}
      />
    </section>
  );
}

/** Says the end aloud, and lets the version's page know that it moved on. */
function useAnnouncedEnd(status: string): void {
  const queries = useQueryClient();
  const before = useRef(status);
  useEffect(() => {
    if (runs(before.current) && !runs(status)) {
      announce(`The back-test ${status}`);
      void queries.invalidateQueries({ queryKey: POLICIES });
    }
    before.current = status;
  }, [status, queries]);
}
