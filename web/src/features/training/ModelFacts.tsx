import type { Training, WorldModel } from "~/api/environments";
import { Digest } from "~/design/Digest";
import { Facts } from "~/design/Facts";
import { integer, timestamp } from "~/lib/format";

export function ModelFacts({ training, model }: { training: Training; model?: WorldModel }) {
  const { job, plan, schema_version } = training;
  const trained = model?.training;
  return (
    <Facts
      facts={[
        { label: "Steps", value: integer(plan.steps) },
        { label: "Members of the ensemble", value: plan.model.members },
        { label: "Seed", value: plan.model.seed },
        { label: "Schema", value: `Version ${schema_version}` },
        {
          label: "Transitions, learned from and held out",
          value: trained ? integer(trained.transitions) : null,
        },
        { label: "Distinct states among them", value: trained ? integer(trained.states) : null },
        { label: "Numbers of one member", value: trained ? integer(trained.parameters) : null },
        { label: "Asked for", value: timestamp(job.created_at) },
        { label: "Ended", value: job.finished_at ? timestamp(job.finished_at) : null },
        { label: "By", value: model?.created_by },
        { label: "Job", value: <Digest value={job.id} name="job id" /> },
        {
          label: "Digest",
          value: model ? <Digest value={model.digest} name="digest of the model" /> : null,
        },
      ]}
    />
  );
}
