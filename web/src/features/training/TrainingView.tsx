import { useMutation, useQuery } from "@tanstack/react-query";
import type { Training, WorldModel } from "~/api/environments";
import { runs } from "~/api/guardrailQueries";
import { cancelJob } from "~/api/jobs";
import { trainingQuery } from "~/api/worldQueries";
import { Button } from "~/design/Button";
import { Loaded } from "~/design/Loaded";
import { ProblemNotice } from "~/design/ProblemNotice";
import { Progress } from "~/design/Progress";
import { Section } from "~/design/Section";
import { StatusMark } from "~/design/StatusMark";
import { useScopes } from "~/features/access/useScopes";
import { Curves } from "./Curves";
import { ExactnessSection } from "./ExactnessSection";
import { ModelFacts } from "./ModelFacts";
import { useFollowedJob } from "./useFollowedJob";

interface TrainingViewProps {
  name: string;
  job: string;
  /** What came of it, once it has. */
  model?: WorldModel;
}

/** One training: how far it is, its curves, how exact its model is. */
export function TrainingView({ name, job, model }: TrainingViewProps) {
  const training = useQuery(trainingQuery(name, job));
  return (
    <Loaded query={training} label="Loading the training" lines={8}>
      {(data) => <OneTraining training={data} model={model} />}
    </Loaded>
  );
}

function OneTraining({ training, model }: { training: Training; model?: WorldModel }) {
  const job = useFollowedJob(training.job);
  const last = training.curve.at(-1);
  const exactness = model?.training.exactness ?? last?.exactness;
  return (
    <>
      <Section
        title={model ? `Version ${model.version}` : "Training"}
        anchor="training"
        aside={<StatusMark word={job.status} />}
      >
        {runs(job.status) ? <Running job={job} /> : null}
        {job.status === "cancelled" ? (
          <p className="mb-4 max-w-[62ch]">
            It was cancelled, and a training that was cancelled does not go on: start another one.
          </p>
        ) : null}
        {job.status === "failed" ? <p className="mb-4 max-w-[62ch]">{job.message}</p> : null}
        <div className="max-w-[46rem]">
          <ModelFacts training={training} model={model} />
        </div>
      </Section>
      <Section
        title="Curves"
        anchor="curves"
        lead="Measured every ten seconds and at the end; losses are means since the point before."
      >
        {training.curve.length > 0 ? (
          <Curves curve={training.curve} />
        ) : (
          <p className="text-soft">
            {runs(job.status) ? "The first point comes after ten seconds." : "No point was kept."}
          </p>
        )}
      </Section>
      {exactness ? <ExactnessSection exactness={exactness} /> : null}
    </>
  );
}

function Running({ job }: { job: Training["job"] }) {
  const holds = useScopes();
  const cancel = useMutation({ mutationFn: () => cancelJob(job.id) });
  return (
    <div className="mb-6 max-w-[40rem] space-y-4">
      <Progress label="Steps" done={job.done} total={job.total} />
      <p className="text-sm text-soft">
        {job.status === "queued" ? "Waiting for its turn." : job.message}
      </p>
      {holds?.("memory:write") ? (
        <Button
          onPress={() => cancel.mutate()}
          isDisabled={cancel.isPending || job.cancel_requested}
        >
          {job.cancel_requested ? "Ending…" : "Cancel"}
        </Button>
      ) : null}
      {cancel.isError ? <ProblemNotice error={cancel.error} /> : null}
    </div>
  );
}
