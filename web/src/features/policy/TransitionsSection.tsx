import { Link } from "@tanstack/react-router";
import type { PolicyVersion, Transition } from "~/api/types";
import { Section } from "~/design/Section";
import { PolicyStatus } from "~/features/policies/PolicyStatus";
import { humanise, timestamp } from "~/lib/format";

/** What happened to a version: when, by whom, why, and where the log says so. */
export function TransitionsSection({ version }: { version: PolicyVersion }) {
  const transitions = version.transitions ?? [];
  return (
    <Section title="History" anchor="history" lead="Every step, oldest first.">
      {transitions.length > 0 ? (
        <TransitionList transitions={transitions} />
      ) : (
        <p className="text-soft">This version came with the program: no step is recorded.</p>
      )}
    </Section>
  );
}

export function TransitionList({ transitions }: { transitions: Transition[] }) {
  return (
    <ol aria-label="Steps of this version" className="border-l border-rule">
      {transitions.map((transition) => (
        <TransitionItem key={transition.decision_id} transition={transition} />
      ))}
    </ol>
  );
}

function TransitionItem({ transition }: { transition: Transition }) {
  const { at, action, to, principal, reason, decision_id } = transition;
  return (
    <li className="relative py-2 pl-5 before:absolute before:top-4 before:-left-1 before:size-2 before:rounded-full before:bg-edge">
      <p className="flex flex-wrap items-baseline gap-x-4">
        <span className="font-medium">{humanise(action)}</span>
        <PolicyStatus status={to} />
      </p>
      {reason ? <p className="max-w-[60ch]">{reason}</p> : null}
      <p className="flex flex-wrap gap-x-4 text-sm text-soft">
        <time dateTime={at}>{timestamp(at)}</time>
        <span>{principal}</span>
        <Link to="/decisions/$id" params={{ id: decision_id }} className="link">
          Decision
          <span className="sr-only">
            {" "}
            on {action} at {timestamp(at)}
          </span>
        </Link>
      </p>
    </li>
  );
}
