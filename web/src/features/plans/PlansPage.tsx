import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import type { PlanEntry, PlanFilter } from "~/api/plans";
import { environmentsQuery, plansQuery } from "~/api/worldQueries";
import { Button } from "~/design/Button";
import { Choice } from "~/design/Choice";
import { Empty } from "~/design/Empty";
import { Loaded } from "~/design/Loaded";
import { PageTitle } from "~/design/PageTitle";
import { StatusMark } from "~/design/StatusMark";
import { Cell, HeaderCell, Row, RowHeader, Table } from "~/design/Table";
import { Guarded } from "~/features/access/Guarded";
import { timestamp } from "~/lib/format";
import { PLAN_STATUSES, planStatus, readPlanStatus } from "~/lib/planWords";

/** What was planned, and how each plan stands. */
export function PlansPage() {
  const { environment } = useSearch({ from: "/shell/plans" });
  return (
    <>
      <PageTitle title="Plans" />
      <p className="mt-1 mb-6 max-w-[62ch] text-soft">
        Actions that lead to a goal under every guardrail, checked in the world model before
        anything is done.
      </p>
      <Guarded scope="plan:read" purpose="To see plans">
        <p className="mb-6">
          <Link to="/plans/new" search={{ environment }} className="link">
            Ask for a plan
          </Link>
        </p>
        <Plans />
      </Guarded>
    </>
  );
}

const ANY = "any";

function Plans() {
  const filter = useSearch({ from: "/shell/plans" });
  const navigate = useNavigate({ from: "/plans" });
  const environments = useInfiniteQuery(environmentsQuery());
  const known = (environments.data?.pages ?? []).flatMap(({ data }) => data);
  const names = known.map(({ name }) => name);
  const plans = useQuery({ ...plansQuery(filter), placeholderData: keepPreviousData });
  const next = plans.data?.next_cursor ?? undefined;
  const change = (part: PlanFilter) =>
    void navigate({ search: { ...filter, cursor: undefined, ...part } });
  const chosen = filter.environment;
  const offered = chosen && !names.includes(chosen) ? [chosen, ...names] : names;
  return (
    <>
      <search aria-label="Filter the plans" className="flex flex-wrap items-end gap-x-6 gap-y-3">
        <Choice
          label="Environment"
          options={[
            { id: ANY, label: "Any" },
            ...offered.map((name) => ({ id: `=${name}`, label: name })),
          ]}
          value={chosen ? `=${chosen}` : ANY}
          onChange={(id) => change({ environment: id === ANY ? undefined : id.slice(1) })}
        />
        <Choice
          label="Status"
          options={[
            { id: ANY, label: "Any" },
            ...PLAN_STATUSES.map((id) => ({ id, label: planStatus(id) })),
          ]}
          value={filter.status ?? ANY}
          onChange={(id) => change({ status: readPlanStatus(id) })}
        />
      </search>
      <div className="mt-6" aria-busy={plans.isFetching}>
        <Loaded query={plans} label="Loading the plans" lines={8}>
          {({ data }) =>
            data.length > 0 ? (
              <PlanTable plans={data} names={new Map(known.map(({ id, name }) => [id, name]))} />
            ) : (
              <NoPlans filter={filter} />
            )
          }
        </Loaded>
        {filter.cursor || next ? (
          <nav aria-label="Pages of plans" className="mt-5 flex gap-3">
            <Button isDisabled={!filter.cursor} onPress={() => change({})}>
              Newest
            </Button>
            <Button isDisabled={!next} onPress={() => change({ cursor: next })}>
              Older
            </Button>
          </nav>
        ) : null}
      </div>
    </>
  );
}

function NoPlans({ filter }: { filter: PlanFilter }) {
  if (filter.status || filter.environment || filter.cursor) {
    return (
      <Empty title="No plan matches">
        <Link to="/plans" className="link">
          Show all plans
        </Link>
      </Empty>
    );
  }
  return (
    <Empty title="Nothing has been planned yet">
      <p>A plan needs an environment with a schema and a trained world model.</p>
    </Empty>
  );
}

interface PlanTableProps {
  plans: PlanEntry[];
  /** Names of environments by their identifiers. */
  names: Map<string, string>;
}

function PlanTable({ plans, names }: PlanTableProps) {
  return (
    <Table
      caption="Plans, newest first"
      head={
        <>
          <HeaderCell>Plan</HeaderCell>
          <HeaderCell>Status</HeaderCell>
          <HeaderCell>Environment</HeaderCell>
          <HeaderCell>Asked for</HeaderCell>
          <HeaderCell>Changed</HeaderCell>
          <HeaderCell>By</HeaderCell>
        </>
      }
    >
      {plans.map(({ id, status, environment, created_at, updated_at, created_by }) => (
        <Row key={id}>
          <RowHeader>
            <Link
              to="/plans/$id"
              params={{ id }}
              className="link font-mono text-xs font-normal whitespace-nowrap"
            >
              {id}
            </Link>
          </RowHeader>
          <Cell>
            <StatusMark word={status} label={planStatus(status)} />
          </Cell>
          <Cell>{names.get(environment) ?? environment}</Cell>
          <Cell>
            <time dateTime={created_at} className="whitespace-nowrap">
              {timestamp(created_at)}
            </time>
          </Cell>
          <Cell>
            <time dateTime={updated_at} className="whitespace-nowrap">
              {timestamp(updated_at)}
            </time>
          </Cell>
          <Cell>{created_by}</Cell>
        </Row>
      ))}
    </Table>
  );
}
