import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { environmentQuery, environmentVersionQuery, planQuery } from "~/api/worldQueries";
import { Loaded } from "~/design/Loaded";
import { PageTitle } from "~/design/PageTitle";
import { Guarded } from "~/features/access/Guarded";
import { goalNames } from "./goals";
import { PlanView } from "./PlanView";

export function PlanPage() {
  const { id } = useParams({ from: "/shell/plans/$id" });
  return (
    <>
      <p className="mb-3 text-sm" data-print="hide">
        <Link to="/plans" className="link">
          Plans
        </Link>
      </p>
      <Guarded scope="plan:read" purpose="To see plans">
        <OnePlan key={id} id={id} />
      </Guarded>
    </>
  );
}

/** The schema is read beside the plan: without it, or without the scope for it, values have no units. */
function OnePlan({ id }: { id: string }) {
  const plan = useQuery(planQuery(id));
  const request = plan.data?.request;
  const environment = useQuery({
    ...environmentQuery(request?.environment ?? ""),
    enabled: request !== undefined,
    retry: false,
  });
  const version = useQuery({
    ...environmentVersionQuery(request?.environment ?? "", request?.schema_version ?? 0),
    enabled: request !== undefined,
    retry: false,
  });
  return (
    <>
      <PageTitle title="Plan">
        {request ? `Plan for ${goalNames(request).join(" and ")}` : "Plan"}
      </PageTitle>
      <div className="mt-3">
        <Loaded query={plan} label="Loading the plan" lines={10}>
          {(data) => (
            <PlanView
              plan={data}
              environment={environment.data?.name}
              schema={version.data?.schema ?? undefined}
            />
          )}
        </Loaded>
      </div>
    </>
  );
}
