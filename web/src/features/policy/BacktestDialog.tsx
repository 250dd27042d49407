import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { CRITICS, POLICIES } from "~/api/guardrailQueries";
import type { Backtest, NewCriticBacktest as Stretch } from "~/api/types";
import { Button } from "~/design/Button";
import { Dialog } from "~/design/Dialog";
import { ProblemNotice } from "~/design/ProblemNotice";
import { LONGEST_REASON } from "~/design/ReasonDialog";
import { TextField } from "~/design/TextField";
import { toRfc3339 } from "~/lib/times";

interface BacktestDialogProps {
  /** What is tried, in words. */
  title: string;
  order: (stretch: Stretch) => Promise<Backtest>;
  onClose: () => void;
}

/** Which decisions to replay; goes on to the report. */
export function BacktestDialog({ title, order, onClose }: BacktestDialogProps) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const [sample, setSample] = useState("");
  const [reason, setReason] = useState("");
  const start = useMutation({
    mutationFn: () =>
      order({
        from: toRfc3339(from),
        to: toRfc3339(to),
        sample: sample ? Number(sample) : undefined,
        reason: reason.trim() || undefined,
      }),
    onSuccess: ({ id }) => {
      void queries.invalidateQueries({ queryKey: POLICIES });
      void queries.invalidateQueries({ queryKey: CRITICS });
      void navigate({ to: "/backtests/$id", params: { id } });
    },
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!start.isPending) start.mutate();
  }

  return (
    <Dialog title={title} isOpen onClose={onClose}>
      <form onSubmit={submit} className="space-y-4">
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField label="From (UTC)" type="datetime-local" value={from} onChange={setFrom} />
          <TextField label="To (UTC)" type="datetime-local" value={to} onChange={setTo} />
        </div>
        <TextField
          label="At most so many decisions"
          type="number"
          min={1}
          value={sample}
          onChange={setSample}
          hint="Evenly spaced over the time. Left empty, all are replayed."
        />
        <TextField label="Reason" value={reason} onChange={setReason} maxLength={LONGEST_REASON} />
        {start.isError ? <ProblemNotice error={start.error} /> : null}
        <div className="flex justify-end gap-3">
          <Button onPress={onClose}>Leave</Button>
          <Button type="submit" variant="primary" isDisabled={start.isPending}>
            {start.isPending ? "Starting…" : "Start the back-test"}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
