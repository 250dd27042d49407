import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { type Ingested, pushTransitions, type RefusedRow } from "~/api/environments";
import { ENVIRONMENTS } from "~/api/worldQueries";
import { Button } from "~/design/Button";
import { FileField } from "~/design/FileField";
import { ProblemNotice } from "~/design/ProblemNotice";
import { Progress } from "~/design/Progress";
import { Section } from "~/design/Section";
import { StatusMark } from "~/design/StatusMark";
import { Cell, HeaderCell, Row, RowHeader, Table } from "~/design/Table";
import { TextField } from "~/design/TextField";
import { useScopes } from "~/features/access/useScopes";
import { integer, plural } from "~/lib/format";
import { announce } from "~/shell/announcer";

/** Streams logged transitions in, from a file or as text, and reports every row that was refused. */
export function PushSection({ name }: { name: string }) {
  const queries = useQueryClient();
  const holds = useScopes();
  const [text, setText] = useState("");
  const [sent, setSent] = useState<[number, number] | null>(null);
  const stop = useRef<AbortController | null>(null);
  const push = useMutation({
    mutationFn: (rows: Blob) => {
      stop.current = new AbortController();
      setSent([0, rows.size]);
      const progress = (done: number, total: number) => setSent([done, total]);
      return pushTransitions(name, rows, progress, stop.current.signal);
    },
    onSuccess: ({ accepted }) => announce(`Stored ${plural(accepted, "transition")}`),
    onSettled: () => {
      setSent(null);
      void queries.invalidateQueries({ queryKey: ENVIRONMENTS });
    },
  });
  if (holds && !holds("environment:write")) return null;
  const stopped = push.error instanceof DOMException;
  return (
    <Section
      title="Send transitions"
      anchor="push"
      lead="One JSON object a line: state, action, next_state. Rows that do not fit are skipped and reported; rows that are stored already are dropped."
    >
      <div className="max-w-[46rem] space-y-4" aria-busy={push.isPending}>
        <FileField
          label="File of transitions"
          accept=".ndjson,.jsonl,application/x-ndjson"
          isDisabled={push.isPending}
          onChoose={(file) => push.mutate(file)}
        />
        <TextField
          label="Or as text"
          value={text}
          onChange={setText}
          rows={4}
          monospaced
          hint='For example {"state": {"objects": […]}, "action": {"verb": "…"}, "next_state": {"objects": […]}}'
        />
        <Button
          isDisabled={push.isPending || text.trim() === ""}
          onPress={() => push.mutate(new Blob([text]))}
        >
          Send the text
        </Button>
        {sent ? (
          <div className="space-y-3">
            <Progress label="Bytes sent" done={sent[0]} total={sent[1]} />
            <Button onPress={() => stop.current?.abort()}>Stop</Button>
          </div>
        ) : null}
        {push.isError && !stopped ? <ProblemNotice error={push.error} /> : null}
        {stopped ? (
          <p role="status">Stopped. What was stored by then stays; sending again adds the rest.</p>
        ) : null}
        {push.data ? <Outcome outcome={push.data} /> : null}
      </div>
    </Section>
  );
}

function Outcome({ outcome }: { outcome: Ingested }) {
  const { accepted, duplicates, rejected, refused } = outcome;
  return (
    <section aria-label="What was sent" className="border-l-3 border-edge bg-wash px-4 py-3">
      <p role="status">
        <StatusMark
          word={rejected > 0 ? "warning" : "succeeded"}
          label={`${integer(accepted)} stored, ${integer(duplicates)} there already, ${integer(rejected)} refused`}
          wraps
        />
      </p>
      {refused.length > 0 ? (
        <div className="mt-3">
          <RefusedTable caption="Rows that were refused" rows={refused} />
          {rejected > refused.length ? (
            <p className="mt-2 text-sm text-soft">
              The first {refused.length} of {integer(rejected)}.
            </p>
          ) : null}
        </div>
      ) : null}
    </section>
  );
}

export function RefusedTable({ caption, rows }: { caption: string; rows: RefusedRow[] }) {
  return (
    <Table
      caption={caption}
      head={
        <>
          <HeaderCell numeric>Line</HeaderCell>
          <HeaderCell>Code</HeaderCell>
          <HeaderCell wide>What is wrong</HeaderCell>
        </>
      }
    >
      {rows.map(({ line, code, detail, refused_at }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes, and lines of several pushes repeat
        <Row key={`${refused_at} ${line} ${index}`}>
          <Cell numeric>{integer(line)}</Cell>
          <RowHeader>
            <code className="font-mono text-xs">{code}</code>
          </RowHeader>
          <Cell wide>{detail}</Cell>
        </Row>
      ))}
    </Table>
  );
}
