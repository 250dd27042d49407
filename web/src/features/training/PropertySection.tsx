import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { listTransitions, simulate, type WorldModel } from "~/api/environments";
import { Button } from "~/design/Button";
import { ProblemNotice } from "~/design/ProblemNotice";
import { Progress } from "~/design/Progress";
import { Section } from "~/design/Section";
import { Cell, HeaderCell, Row, RowHeader, Table } from "~/design/Table";
import { integer, percent, plural } from "~/lib/format";
import { byProperty, type Compared, type PropertyRow } from "~/lib/propertyExactness";
import { announce } from "~/shell/announcer";

/** Transitions that a model is held against. */
const ASKED = 20;

interface PropertySectionProps {
  name: string;
  model: WorldModel;
  /** Transitions that are stored now. */
  stored: number;
}

interface Outcome {
  rows: PropertyRow[];
  asked: number;
  /** Those that were stored after the model was trained. */
  unseen: number;
}

/** Holds a version against the newest transitions, property by property, by simulating each of them. */
export function PropertySection({ name, model, stored }: PropertySectionProps) {
  const [done, setDone] = useState(0);
  const first = Math.max(0, stored - ASKED);
  const check = useMutation({
    mutationFn: async (): Promise<Outcome> => {
      const { data } = await listTransitions(name, String(first), ASKED);
      const compared: Compared[] = [];
      for (const { transition } of data) {
        setDone(compared.length);
        const { state, action, next_state, task } = transition;
        const order = { state, actions: [action], model: model.version, task };
        const predicted = (await simulate(name, order)).steps[0]?.state;
        if (predicted) compared.push({ before: state, recorded: next_state, predicted });
      }
      const unseen = data.filter(({ sequence }) => sequence >= model.training.transitions).length;
      return { rows: byProperty(compared), asked: compared.length, unseen };
    },
    onSuccess: ({ asked }) => announce(`Held against ${plural(asked, "transition")}`),
  });
  return (
    <Section
      title="Exactness by property"
      anchor="properties"
      lead="Against the newest transitions that are stored. Those that it learned from say little: what came after it was trained says more."
      aside={
        <Button onPress={() => check.mutate()} isDisabled={stored === 0 || check.isPending}>
          {check.isPending ? "Simulating…" : `Hold it against the last ${Math.min(ASKED, stored)}`}
        </Button>
      }
    >
      {check.isPending ? (
        <div className="max-w-[40rem]">
          <Progress
            label="Transitions simulated"
            done={done}
            total={Math.min(ASKED, stored - first)}
          />
        </div>
      ) : null}
      {check.isError ? <ProblemNotice error={check.error} /> : null}
      {check.data ? <PropertyTable outcome={check.data} /> : null}
      {check.isIdle ? <p className="text-soft">Nothing has been asked yet.</p> : null}
    </Section>
  );
}

function PropertyTable({ outcome: { rows, asked, unseen } }: { outcome: Outcome }) {
  return (
    <div className="max-w-[46rem]">
      <p className="mb-3 text-sm" role="status">
        {plural(asked, "transition")}, {integer(unseen)} of them stored after it was trained.
      </p>
      {rows.length > 0 ? (
        <Table
          caption="Exactness by property"
          head={
            <>
              <HeaderCell>Property</HeaderCell>
              <HeaderCell numeric>Changes recorded</HeaderCell>
              <HeaderCell numeric>Predicted exactly</HeaderCell>
              <HeaderCell numeric>Share</HeaderCell>
              <HeaderCell numeric>Predicted, not recorded</HeaderCell>
            </>
          }
        >
          {rows.map(({ what, changes, exact, invented }) => (
            <Row key={what}>
              <RowHeader>
                <code className="font-mono text-xs">{what}</code>
              </RowHeader>
              <Cell numeric>{integer(changes)}</Cell>
              <Cell numeric>{integer(exact)}</Cell>
              <Cell numeric>{changes > 0 ? percent(exact / changes) : "none"}</Cell>
              <Cell numeric>{integer(invented)}</Cell>
            </Row>
          ))}
        </Table>
      ) : (
        <p>Nothing changes in them, and nothing was predicted to.</p>
      )}
    </div>
  );
}
