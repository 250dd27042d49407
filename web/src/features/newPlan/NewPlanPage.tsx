import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import type { PlanRequest } from "~/api/plans";
import {
  environmentQuery,
  environmentsQuery,
  modelsQuery,
  planQuery,
  transitionQuery,
} from "~/api/worldQueries";
import { Choice } from "~/design/Choice";
import { Empty } from "~/design/Empty";
import { Loaded } from "~/design/Loaded";
import { PageTitle } from "~/design/PageTitle";
import { Guarded } from "~/features/access/Guarded";
import { PlanFormView } from "./PlanFormView";

/** Asks for a plan: where we are, what shall hold, and what must never be. */
export function NewPlanPage() {
  const { like } = useSearch({ from: "/shell/plans/new" });
  return (
    <>
      <p className="mb-3 text-sm" data-print="hide">
        <Link to="/plans" className="link">
          Plans
        </Link>
      </p>
      <PageTitle title="Ask for a plan" />
      <p className="mt-1 mb-6 max-w-[62ch] text-soft">
        The plan of least energy that reaches the goals and keeps every guardrail in every state
        that any member of the world model predicts; or what stands in the way.
      </p>
      <Guarded scope="plan:write" purpose="To ask for a plan">
        {like ? <Again key={like} like={like} /> : <Chosen />}
      </Guarded>
    </>
  );
}

/** A form that begins with what an earlier plan was asked for. */
function Again({ like }: { like: string }) {
  const plan = useQuery(planQuery(like));
  return (
    <Loaded query={plan} label="Loading the plan" lines={8}>
      {({ request }) => <Ready name={request.environment} request={request} />}
    </Loaded>
  );
}

function Chosen() {
  const { environment } = useSearch({ from: "/shell/plans/new" });
  const navigate = useNavigate({ from: "/plans/new" });
  const environments = useInfiniteQuery(environmentsQuery());
  return (
    <Loaded query={environments} label="Loading the environments" lines={4}>
      {({ pages }) => {
        const names = pages.flatMap(({ data }) => data.map(({ name }) => name));
        const chosen = environment ?? names[0];
        if (chosen === undefined) {
          return (
            <Empty title="There is no environment yet">
              <Link to="/environments" className="link">
                Register one
              </Link>
            </Empty>
          );
        }
        const offered = names.includes(chosen) ? names : [chosen, ...names];
        return (
          <>
            <p className="mb-6">
              <Choice
                label="Environment"
                options={offered.map((id) => ({ id, label: id }))}
                value={chosen}
                onChange={(name) => void navigate({ search: { environment: name } })}
              />
            </p>
            <Ready key={chosen} name={chosen} />
          </>
        );
      }}
    </Loaded>
  );
}

function Ready({ name, request }: { name: string; request?: PlanRequest }) {
  const environment = useQuery(environmentQuery(name));
  const models = useQuery(modelsQuery(name));
  const { from = 0 } = useSearch({ from: "/shell/plans/new" });
  const stored = useQuery({ ...transitionQuery(name, from), enabled: !request });
  const begun = request?.state ?? stored.data?.transition.state;
  return (
    <Loaded query={environment} label={`Loading ${name}`} lines={8}>
      {(data) => (
        <Loaded query={models} label="Loading the models" lines={4}>
          {({ data: versions }) => {
            if (!data.schema || versions.length === 0) {
              return <NotYet name={data.name} hasSchema={Boolean(data.schema)} />;
            }
            if (!begun && stored.isPending) return null;
            return (
              <PlanFormView
                key={from}
                environment={data}
                schema={data.schema}
                start={begun ?? { objects: [] }}
                from={from}
                task={stored.data?.transition.task}
                versions={versions.map(({ version }) => version)}
                request={request}
              />
            );
          }}
        </Loaded>
      )}
    </Loaded>
  );
}

function NotYet({ name, hasSchema }: { name: string; hasSchema: boolean }) {
  return (
    <Empty title={hasSchema ? `${name} has no world model yet` : `${name} has no schema yet`}>
      {hasSchema ? (
        <Link to="/environments/$name/training" params={{ name }} className="link">
          Train one
        </Link>
      ) : (
        <Link to="/environments/$name" params={{ name }} hash="revise" className="link">
          Register one
        </Link>
      )}
    </Empty>
  );
}
