import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { StoredTransition } from "~/api/environments";
import type { WorldSchema } from "~/api/world";
import { transitionQuery } from "~/api/worldQueries";
import { Digest } from "~/design/Digest";
import { Disclosure } from "~/design/Disclosure";
import { Loaded } from "~/design/Loaded";
import { Section } from "~/design/Section";
import { ChangeList } from "~/features/world/ChangeList";
import { WorldView } from "~/features/world/WorldView";
import { differences } from "~/lib/worldChanges";
import { actionLine } from "~/lib/worldValues";

interface TransitionPanelProps {
  name: string;
  sequence: number;
  schema?: WorldSchema;
}

/** One stored transition: what was, what was done, what came of it. */
export function TransitionPanel({ name, sequence, schema }: TransitionPanelProps) {
  const stored = useQuery(transitionQuery(name, sequence));
  return (
    <Section
      title={`Transition ${sequence}`}
      anchor="transition"
      aside={
        <span className="flex flex-wrap gap-x-5 text-sm">
          <Link
            to="/environments/$name/simulator"
            params={{ name }}
            search={{ from: sequence }}
            className="link"
          >
            Simulate from its state
          </Link>
          <Link to="/plans/new" search={{ environment: name, from: sequence }} className="link">
            Plan from its state
          </Link>
          <Link
            to="."
            search={(search: object) => ({ ...search, transition: undefined })}
            className="link"
          >
            Close
          </Link>
        </span>
      }
    >
      <Loaded query={stored} label={`Loading transition ${sequence}`} lines={6}>
        {(data) =>
          data?.sequence === sequence ? (
            <OneTransition stored={data} schema={schema} />
          ) : (
            <p className="text-soft">There is no transition {sequence}.</p>
          )
        }
      </Loaded>
    </Section>
  );
}

function OneTransition({ stored, schema }: { stored: StoredTransition; schema?: WorldSchema }) {
  const { state, action, next_state } = stored.transition;
  const changes = differences(state, next_state);
  return (
    <div className="space-y-4">
      <p>
        <code className="font-mono text-sm">{actionLine(action)}</code>
        <span className="ml-4 text-sm text-soft">
          <Digest value={stored.digest} name="digest of the row" />
        </span>
      </p>
      <ChangeList before={state} changes={changes} schema={schema} />
      <Disclosure title="State before">
        <WorldView world={state} schema={schema} />
      </Disclosure>
      <Disclosure title="State after">
        <WorldView world={next_state} schema={schema} changes={changes} before={state} />
      </Disclosure>
    </div>
  );
}
