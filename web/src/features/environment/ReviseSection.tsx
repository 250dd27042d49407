import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type Environment, type Fit, inferSchema, reviseEnvironment } from "~/api/environments";
import type { WorldSchema } from "~/api/world";
import { ENVIRONMENTS } from "~/api/worldQueries";
import { Button } from "~/design/Button";
import { ProblemNotice } from "~/design/ProblemNotice";
import { Section } from "~/design/Section";
import { StatusMark } from "~/design/StatusMark";
import { Cell, HeaderCell, Row, RowHeader, Table } from "~/design/Table";
import { TextField } from "~/design/TextField";
import { useScopes } from "~/features/access/useScopes";
import { Fault } from "~/features/environments/Fault";
import { readSchema, writeSchema } from "~/features/environments/schemaText";
import { integer, plural } from "~/lib/format";
import { announce } from "~/shell/announcer";

/** Adds a version of the schema: written, changed from the newest, or inferred from the transitions that are stored. */
export function ReviseSection({ environment }: { environment: Environment }) {
  const { name, schema, transitions } = environment;
  const queries = useQueryClient();
  const holds = useScopes();
  const [text, setText] = useState<string | null>(null);
  const shown = text ?? (schema ? writeSchema(schema) : "");
  const read = readSchema(shown);
  const infer = useMutation({
    mutationFn: () => inferSchema(name),
    onSuccess: ({ schema: proposed }) => {
      setText(writeSchema({ ...proposed, name: proposed.name || name }));
      announce("The proposal is in the field");
    },
  });
  const revise = useMutation({
    mutationFn: (next: WorldSchema) => reviseEnvironment(name, next),
    onSuccess: ({ environment: { version } }) => {
      announce(`Version ${version} is registered`);
      setText(null);
      infer.reset();
      void queries.invalidateQueries({ queryKey: ENVIRONMENTS });
    },
  });
  if (holds && !holds("environment:write")) return null;
  const next = "schema" in read ? read.schema : null;
  return (
    <Section
      title="Another version of the schema"
      anchor="revise"
      lead="Transitions that are stored stay; the answer says how many of them still fit."
      aside={
        <Button onPress={() => infer.mutate()} isDisabled={transitions === 0 || infer.isPending}>
          {infer.isPending ? "Inferring…" : "Infer from the transitions"}
        </Button>
      }
    >
      <div className="max-w-[46rem] space-y-4">
        {infer.isError ? <ProblemNotice error={infer.error} /> : null}
        {infer.data ? (
          <p role="status" className="text-sm text-soft">
            Read off {plural(infer.data.rows, "row")}. Nothing is registered yet: units, bounds,
            containment, preconditions, goals and guardrails are for people to add.
          </p>
        ) : null}
        <TextField label="Schema as JSON" value={shown} onChange={setText} rows={12} monospaced />
        {"fault" in read ? <Fault>{read.fault}</Fault> : null}
        {revise.isError ? <ProblemNotice error={revise.error} /> : null}
        <Button
          isDisabled={!next || text === null || revise.isPending}
          onPress={() => next && revise.mutate(next)}
        >
          {revise.isPending ? "Registering…" : "Register the version"}
        </Button>
        {revise.data ? <FitView fit={revise.data.fit} /> : null}
      </div>
    </Section>
  );
}

function FitView({ fit }: { fit: Fit }) {
  const { checked, fitting, misfits, next_cursor } = fit;
  return (
    <section
      aria-label="Whether transitions fit"
      className="border-l-3 border-edge bg-wash px-4 py-3"
    >
      <p role="status">
        <StatusMark
          word={fitting === checked ? "succeeded" : "warning"}
          label={`${integer(fitting)} of the ${next_cursor ? "first " : ""}${integer(checked)} stored transitions fit`}
          wraps
        />
      </p>
      {misfits.length > 0 ? (
        <Table
          caption="Transitions that do not fit"
          head={
            <>
              <HeaderCell numeric>Transition</HeaderCell>
              <HeaderCell>Code</HeaderCell>
              <HeaderCell wide>What is wrong</HeaderCell>
            </>
          }
        >
          {misfits.map(({ sequence, code, detail }) => (
            <Row key={sequence}>
              <Cell numeric>{integer(sequence)}</Cell>
              <RowHeader>
                <code className="font-mono text-xs">{code}</code>
              </RowHeader>
              <Cell wide>{detail}</Cell>
            </Row>
          ))}
        </Table>
      ) : null}
    </section>
  );
}
