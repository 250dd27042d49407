import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { decisionQuery } from "~/api/queries";
import { PageTitle } from "~/design/PageTitle";
import { ProblemNotice } from "~/design/ProblemNotice";
import { Skeleton } from "~/design/Skeleton";
import { DecisionView } from "./DecisionView";

export function DecisionPage() {
  const { id } = useParams({ from: "/shell/decisions/$id" });
  const decision = useQuery(decisionQuery(id));
  return (
    <>
      <p className="mb-3 text-sm" data-print="hide">
        <Link to="/decisions" className="link">
          Decisions
        </Link>
      </p>
      {decision.data ? (
        <DecisionView key={id} decision={decision.data} />
      ) : (
        <>
          <PageTitle title="Decision" />
          <div className="mt-6">
            {decision.isPending ? <Skeleton label="Loading the decision" lines={9} /> : null}
            {decision.isError ? (
              <ProblemNotice error={decision.error} onRetry={() => void decision.refetch()} />
            ) : null}
          </div>
        </>
      )}
    </>
  );
}
