import { Link } from "@tanstack/react-router";
import type { PlanEvent, Surprise } from "~/api/plans";
import type { WorldSchema } from "~/api/world";
import { Section } from "~/design/Section";
import { StatusMark } from "~/design/StatusMark";
import { ChangeList } from "~/features/world/ChangeList";
import { Timeline, TimelineStep } from "~/features/world/Timeline";
import { percent, timestamp } from "~/lib/format";
import { eventText } from "~/lib/planWords";
import { actionLine } from "~/lib/worldValues";

/** What happened to the plan, oldest first, each with the decision that records it. */
export function HistorySection({ events, schema }: { events: PlanEvent[]; schema?: WorldSchema }) {
  return (
    <Section title="History" anchor="history" lead="Oldest first.">
      <Timeline label="History of the plan">
        {events.map((event) => (
          <TimelineStep
            key={event.decision_id}
            title={event.detail.action ? actionLine(event.detail.action) : eventText(event.kind)}
            isPast
            mark={
              event.detail.action ? (
                <StatusMark word={event.kind} label={eventText(event.kind)} />
              ) : null
            }
          >
            <OneEvent event={event} schema={schema} />
          </TimelineStep>
        ))}
      </Timeline>
    </Section>
  );
}

function OneEvent({ event, schema }: { event: PlanEvent; schema?: WorldSchema }) {
  const { detail, at, principal, decision_id, kind } = event;
  const { verdict, reason } = detail;
  return (
    <div className="space-y-2">
      {reason ? <p className="max-w-[60ch]">{reason}</p> : null}
      {kind === "planned" && detail.plan ? (
        <p className="text-sm">
          <span className="text-soft">First: </span>
          <code className="font-mono text-xs">
            {detail.plan.steps.map(({ action }) => actionLine(action)).join(", ") ||
              "nothing to do"}
          </code>
        </p>
      ) : null}
      {verdict?.verdict === "surprise" ? <SurpriseView surprise={verdict} schema={schema} /> : null}
      <p className="flex flex-wrap gap-x-4 text-sm text-soft">
        <time dateTime={at}>{timestamp(at)}</time>
        <span>{principal}</span>
        <Link to="/decisions/$id" params={{ id: decision_id }} className="link">
          Decision
          <span className="sr-only">
            {" "}
            on {eventText(kind)} at {timestamp(at)}
          </span>
        </Link>
      </p>
    </div>
  );
}

/** What came out otherwise than it was predicted: struck out the prediction, beside it what is. */
function SurpriseView({ surprise, schema }: { surprise: Surprise; schema?: WorldSchema }) {
  return (
    <div>
      <p className="text-sm text-soft">
        Otherwise than predicted, with a probability of {percent(surprise.probability)} that it was
        exact:
      </p>
      <ChangeList before={surprise.expected} changes={surprise.difference} schema={schema} />
    </div>
  );
}
