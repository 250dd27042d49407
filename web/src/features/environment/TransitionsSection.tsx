import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import type { Environment, StoredTransition } from "~/api/environments";
import type { WorldSchema } from "~/api/world";
import { rejectedQuery, transitionsQuery } from "~/api/worldQueries";
import { Button } from "~/design/Button";
import { Disclosure } from "~/design/Disclosure";
import { Empty } from "~/design/Empty";
import { Loaded } from "~/design/Loaded";
import { Section } from "~/design/Section";
import { Cell, HeaderCell, Row, RowHeader, Table } from "~/design/Table";
import { ChangeList } from "~/features/world/ChangeList";
import { integer, plural } from "~/lib/format";
import { differences } from "~/lib/worldChanges";
import { actionLine } from "~/lib/worldValues";
import { RefusedTable } from "./PushSection";
import { TransitionPanel } from "./TransitionPanel";

/** Stored transitions, oldest first; one of them open. */
export function TransitionsSection({ environment }: { environment: Environment }) {
  const { name, transitions } = environment;
  const { cursor, transition } = useSearch({ from: "/shell/environments/$name" });
  const navigate = useNavigate({ from: "/environments/$name" });
  const page = useQuery({
    ...transitionsQuery(name, cursor),
    placeholderData: keepPreviousData,
  });
  const next = page.data?.next_cursor ?? undefined;
  const turn = (to: string | undefined) =>
    void navigate({ search: (search) => ({ ...search, cursor: to }), resetScroll: false });
  const schema = environment.schema ?? undefined;
  return (
    <>
      {transition === undefined ? null : (
        <TransitionPanel name={name} sequence={transition} schema={schema} />
      )}
      <Section
        title="Transitions"
        anchor="transitions"
        lead={`${plural(transitions, "transition")}, oldest first. Open one to see its states.`}
      >
        <Loaded query={page} label="Loading the transitions" lines={8}>
          {({ data }) =>
            data.length > 0 ? (
              <TransitionTable rows={data} open={transition} schema={schema} />
            ) : (
              <Empty title="There is no transition yet">
                <p>Send some below: a file of NDJSON, or a few lines of it.</p>
              </Empty>
            )
          }
        </Loaded>
        {cursor || next ? (
          <nav aria-label="Pages of transitions" className="mt-5 flex gap-3">
            <Button isDisabled={!cursor} onPress={() => turn(undefined)}>
              First
            </Button>
            <Button isDisabled={!next} onPress={() => turn(next)}>
              Next
            </Button>
          </nav>
        ) : null}
        <Rejected name={name} />
      </Section>
    </>
  );
}

interface TransitionTableProps {
  rows: StoredTransition[];
  open?: number;
  schema?: WorldSchema;
}

function TransitionTable({ rows, open, schema }: TransitionTableProps) {
  return (
    <Table
      caption="Transitions, oldest first"
      head={
        <>
          <HeaderCell numeric>Transition</HeaderCell>
          <HeaderCell>Action</HeaderCell>
          <HeaderCell wide>Changes</HeaderCell>
          <HeaderCell>Trajectory</HeaderCell>
        </>
      }
    >
      {rows.map(({ sequence, transition: { action, state, next_state, trajectory, step } }) => (
        <Row key={sequence}>
          <RowHeader numeric>
            <Link
              to="."
              search={(search: object) => ({ ...search, transition: sequence })}
              hash="transition"
              aria-current={sequence === open || undefined}
              className="link"
              aria-label={`Transition ${sequence}`}
            >
              {integer(sequence)}
            </Link>
          </RowHeader>
          <Cell>
            <code className="font-mono text-xs">{actionLine(action)}</code>
          </Cell>
          <Cell wide>
            <ChangeList
              before={state}
              changes={differences(state, next_state)}
              schema={schema}
              most={3}
            />
          </Cell>
          <Cell>
            {trajectory ?? ""}
            {step === undefined ? "" : `, step ${step}`}
          </Cell>
        </Row>
      ))}
    </Table>
  );
}

function Rejected({ name }: { name: string }) {
  const rejected = useQuery(rejectedQuery(name));
  const rows = rejected.data?.data ?? [];
  if (rows.length === 0) return null;
  return (
    <div className="mt-4">
      <Disclosure title={`The last ${plural(rows.length, "row")} that were refused`}>
        <RefusedTable caption="Rows refused, newest first" rows={rows} />
      </Disclosure>
    </div>
  );
}
