import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { trainCritic } from "~/api/critics";
import { CRITICS, jobQuery, runs } from "~/api/guardrailQueries";
import { Button } from "~/design/Button";
import { ProblemNotice } from "~/design/ProblemNotice";
import { Progress } from "~/design/Progress";
import { ReasonDialog } from "~/design/ReasonDialog";
import { Section } from "~/design/Section";
import { announce } from "~/shell/announcer";

/** Trains a version from all feedback that is kept, and follows the job. */
export function TrainSection() {
  const [asking, setAsking] = useState(false);
  const [job, setJob] = useState<string | null>(null);
  const train = useMutation({
    mutationFn: trainCritic,
    onSuccess: ({ id }) => {
      setJob(id);
      setAsking(false);
    },
  });
  return (
    <Section
      title="Train"
      anchor="train"
      lead="One judgement in five is held out for ever, to check what was learned from the rest."
    >
      <Button onPress={() => setAsking(true)}>Train a critic</Button>
      {job ? <Training key={job} id={job} /> : null}
      {asking ? (
        <ReasonDialog
          title="Train a critic"
          confirm="Train"
          busy={train.isPending}
          error={train.error}
          onConfirm={(reason) => train.mutate(reason)}
          onClose={() => setAsking(false)}
        >
          Reads all feedback that is kept and fits a draft to it, in the background.
        </ReasonDialog>
      ) : null}
    </Section>
  );
}

function Training({ id }: { id: string }) {
  const queries = useQueryClient();
  const job = useQuery(jobQuery(id));
  const status = job.data?.status;
  useEffect(() => {
    if (!status || runs(status)) return;
    announce(status === "succeeded" ? "The critic is trained" : `The training ${status}`);
    void queries.invalidateQueries({ queryKey: CRITICS });
  }, [status, queries]);
  if (job.isError) return <ProblemNotice error={job.error} />;
  if (!job.data) return null;
  const { total, done, message } = job.data;
  if (runs(status)) {
    return (
      <div className="mt-4 max-w-[40rem]">
        <Progress label="Judgements read" done={done} total={total} />
      </div>
    );
  }
  return (
    <p className="mt-4" role="status">
      {status === "succeeded" ? "Trained: the draft is below." : `Training ${status}: ${message}`}
    </p>
  );
}
