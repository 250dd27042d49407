import { Link } from "@tanstack/react-router";
import type { Plan } from "~/api/plans";
import type { WorldSchema } from "~/api/world";
import { Columns } from "~/design/Columns";
import { Section } from "~/design/Section";
import { StatusMark } from "~/design/StatusMark";
import { EnergyView } from "~/features/answer/EnergyView";
import { guardrailsOf, planStanding, planStatus, stepsTaken } from "~/lib/planWords";
import { CertificateSection } from "./CertificateSection";
import { HistorySection } from "./HistorySection";
import { ObserveSection } from "./ObserveSection";
import { PlanFacts } from "./PlanFacts";
import { PlanSteps } from "./PlanSteps";
import { RejectedSection } from "./RejectedSection";
import { StandingSection } from "./StandingSection";

interface PlanViewProps {
  plan: Plan;
  /** The name of the environment, where it may be read. */
  environment?: string;
  schema?: WorldSchema;
}

/** A plan: how it stands, what would happen, why it is this one, and what came of it. */
export function PlanView({ plan, environment, schema }: PlanViewProps) {
  const way = plan.plan ?? plan.nearest;
  const events = plan.events ?? [];
  const taken = stepsTaken(events);
  const begun = startOf(plan);
  const inTheWay = plan.plan ? [] : guardrailsOf(plan.rejected);
  return (
    <>
      <p className="mb-1 text-lg">
        <StatusMark word={plan.status} label={planStatus(plan.status)} />
      </p>
      <p className="max-w-[62ch] text-soft">
        {planStanding(plan.status)}{" "}
        {inTheWay.length > 0 ? (
          <span className="text-ink">
            In the way of the best that were rejected: guardrail{" "}
            <code className="font-mono text-xs font-medium">{inTheWay.join(", ")}</code>.
          </span>
        ) : null}
      </p>
      {events.at(-1)?.kind === "surprised" ? (
        <p className="mt-2 max-w-[62ch] border-l-3 border-warn bg-warn-wash px-4 py-2">
          What came last was otherwise than predicted, so the plan was made again from what is. The{" "}
          <a href="#history" className="link">
            history
          </a>{" "}
          shows the difference.
        </p>
      ) : null}
      <p className="mt-2 mb-6 text-sm" data-print="hide">
        <Link to="/plans/new" search={{ like: plan.id }} className="link">
          Ask again, with another guardrail or goal
        </Link>
      </p>
      <Columns margin={<PlanFacts plan={plan} environment={environment} schema={schema} />}>
        <StandingSection plan={plan} />
        {way ? (
          <Section
            title={titleOf(plan)}
            anchor="steps"
            lead={
              plan.plan
                ? "Each action with the state that it is predicted to lead to, rolled out once more after the search."
                : "It keeps every guardrail and ends as near to the goals as any that was found."
            }
          >
            {way.steps.length > 0 ? (
              <PlanSteps
                way={way}
                start={begun}
                schema={schema}
                taken={plan.plan ? taken : 0}
                next={plan.next_action !== null}
              />
            ) : (
              <p className="text-soft">
                {plan.plan ? "There is nothing to do." : "No action brings it any nearer."}
              </p>
            )}
          </Section>
        ) : null}
        {plan.next_action && plan.plan ? (
          <ObserveSection
            key={plan.updated_at}
            plan={plan}
            step={plan.plan.steps[taken]}
            schema={schema}
          />
        ) : null}
        <CertificateSection plan={plan} schema={schema} />
        {way ? (
          <Section
            title="Energy"
            anchor="energy"
            lead="What speaks against the plan, by term. The plan of least energy is chosen."
          >
            <EnergyView energy={way.energy} />
          </Section>
        ) : null}
        <RejectedSection rejected={plan.rejected} />
        <HistorySection events={events} schema={schema} />
      </Columns>
    </>
  );
}

function titleOf({ plan, status }: Plan): string {
  if (!plan) return "The way to the nearest state";
  const open = status === "ready" || status === "awaiting_approval";
  return open ? "What would happen" : "What was predicted";
}

/** The state that the present plan begins in: what was observed when it was made again, else what was asked for. */
function startOf(plan: Plan) {
  const surprised = plan.events?.findLast(({ kind }) => kind === "surprised")?.detail.verdict;
  return surprised?.verdict === "surprise" ? surprised.actual : plan.request.state;
}
