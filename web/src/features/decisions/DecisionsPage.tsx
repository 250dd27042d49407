import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import type { DecisionFilter } from "~/api/endpoints";
import { decisionsQuery } from "~/api/queries";
import { PageTitle } from "~/design/PageTitle";
import { ProblemNotice } from "~/design/ProblemNotice";
import { Skeleton } from "~/design/Skeleton";
import { Guarded } from "~/features/access/Guarded";
import { DecisionFilters } from "./DecisionFilters";
import { DecisionTable } from "./DecisionTable";
import { ExportLog } from "./ExportLog";
import { NoDecisions } from "./NoDecisions";
import { Pager } from "./Pager";

export function DecisionsPage() {
  return (
    <>
      <PageTitle title="Decisions" />
      <p className="mt-1 mb-6 max-w-[60ch] text-soft">
        Everything the server decided, newest first. Each one is a leaf of the transparency log.
      </p>
      <Guarded scope="audit" purpose="To see decisions">
        <Decisions />
      </Guarded>
    </>
  );
}

function Decisions() {
  const filter = useSearch({ from: "/shell/decisions" });
  const navigate = useNavigate({ from: "/decisions" });
  const decisions = useQuery({ ...decisionsQuery(filter), placeholderData: keepPreviousData });

  function change(next: DecisionFilter) {
    void navigate({ search: next });
  }

  return (
    <>
      <div className="flex flex-wrap items-end justify-between gap-x-8 gap-y-4">
        <DecisionFilters filter={filter} onChange={change} />
        <ExportLog />
      </div>
      <div className="mt-6" aria-busy={decisions.isFetching}>
        {decisions.isPending ? <Skeleton label="Loading the decisions" lines={10} /> : null}
        {decisions.isError ? (
          <ProblemNotice error={decisions.error} onRetry={() => void decisions.refetch()} />
        ) : null}
        {decisions.data && decisions.data.data.length > 0 ? (
          <DecisionTable decisions={decisions.data.data} />
        ) : null}
        {decisions.data?.data.length === 0 ? <NoDecisions filter={filter} /> : null}
        {decisions.data ? (
          <Pager filter={filter} next={decisions.data.next_cursor ?? null} onChange={change} />
        ) : null}
      </div>
    </>
  );
}
