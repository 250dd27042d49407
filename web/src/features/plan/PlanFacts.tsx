import { Link } from "@tanstack/react-router";
import type { Plan } from "~/api/plans";
import type { WorldSchema } from "~/api/world";
import { Digest } from "~/design/Digest";
import { Disclosure } from "~/design/Disclosure";
import { Facts } from "~/design/Facts";
import { WorldView } from "~/features/world/WorldView";
import { compact, humanise, integer, milliseconds, timestamp } from "~/lib/format";

interface PlanFactsProps {
  plan: Plan;
  environment?: string;
  schema?: WorldSchema;
}

/** What was asked for, and the versions that it was planned with. */
export function PlanFacts({ plan, environment, schema }: PlanFactsProps) {
  const { request } = plan;
  return (
    <section aria-label="Facts about this plan" className="xl:border-t xl:border-ink xl:pt-3">
      <Facts
        facts={[
          { label: "Plan", value: <Digest value={plan.id} name="plan id" /> },
          {
            label: "Environment",
            value: environment ? (
              <Link to="/environments/$name" params={{ name: environment }} className="link">
                {environment}
              </Link>
            ) : (
              <Digest value={request.environment} name="environment id" />
            ),
          },
          { label: "World model", value: `Version ${request.model}` },
          { label: "Schema", value: `Version ${request.schema_version}` },
          { label: "Policy", value: <Digest value={request.policy} name="policy digest" /> },
          { label: "Actions taken", value: integer(plan.taken) },
          { label: "Surprises", value: integer(plan.surprises) },
          { label: "Cost of the actions", value: plan.plan ? compact(plan.plan.cost) : null },
          { label: "Cost budget", value: request.cost_budget ?? "None" },
          { label: "Horizon", value: `${request.horizon} actions` },
          { label: "Simulated steps at most", value: integer(request.expansions) },
          { label: "Time at most", value: milliseconds(request.time_ms) },
          { label: "Solver", value: humanise(String(request.method)) },
          { label: "Seed", value: request.seed },
          { label: "Asked for", value: timestamp(plan.created_at) },
          {
            label: "By",
            value: plan.author_is_caller ? `${plan.created_by}, you` : plan.created_by,
          },
        ]}
      />
      <Conditions title="Goals" conditions={request.goals.map(goalOf)} />
      <Conditions
        title="Guardrails of this plan"
        conditions={request.rules.map(({ name, expression }) => ({ name, expression }))}
      />
      <div className="mt-4">
        <Disclosure title="The state that it began in">
          <WorldView world={request.state} schema={schema} />
        </Disclosure>
      </div>
    </section>
  );
}

interface Condition {
  name?: string;
  expression?: string;
}

function goalOf(goal: Plan["request"]["goals"][number]): Condition {
  return "named" in goal ? { name: goal.named } : { expression: goal.expression };
}

function Conditions({ title, conditions }: { title: string; conditions: Condition[] }) {
  if (conditions.length === 0) return null;
  return (
    <>
      <h2 className="mt-5 mb-1 text-sm font-semibold">{title}</h2>
      <ul className="space-y-1 text-sm">
        {conditions.map(({ name, expression }) => (
          <li key={`${name} ${expression}`} className="wrap-anywhere">
            {name ? <code className="font-mono text-xs font-medium">{name}</code> : null}{" "}
            {expression ? <code className="font-mono text-xs text-soft">{expression}</code> : null}
          </li>
        ))}
      </ul>
    </>
  );
}
