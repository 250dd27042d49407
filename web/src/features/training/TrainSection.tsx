import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { trainModel } from "~/api/environments";
import { environmentQuery } from "~/api/worldQueries";
import { Button } from "~/design/Button";
import { ReasonDialog } from "~/design/ReasonDialog";
import { Section } from "~/design/Section";
import { TextField } from "~/design/TextField";
import { useScopes } from "~/features/access/useScopes";
import { plural } from "~/lib/format";
import { announce } from "~/shell/announcer";

/** Starts a training from the transitions that are stored now. */
export function TrainSection({ name }: { name: string }) {
  const environment = useQuery(environmentQuery(name));
  const holds = useScopes();
  const [asking, setAsking] = useState(false);
  const transitions = environment.data?.transitions ?? 0;
  if (holds && !holds("environment:write")) return null;
  return (
    <Section
      title="Train"
      anchor="train"
      lead="Learns from the transitions that are stored now; five in a hundred trajectories are held out."
    >
      <Button onPress={() => setAsking(true)} isDisabled={transitions === 0}>
        Train a world model
      </Button>
      {environment.data && transitions === 0 ? (
        <p className="mt-3 text-sm text-soft">There is no transition to learn from yet.</p>
      ) : null}
      {asking ? (
        <TrainDialog name={name} transitions={transitions} onClose={() => setAsking(false)} />
      ) : null}
    </Section>
  );
}

interface TrainDialogProps {
  name: string;
  transitions: number;
  onClose: () => void;
}

function TrainDialog({ name, transitions, onClose }: TrainDialogProps) {
  const queries = useQueryClient();
  const navigate = useNavigate({ from: "/environments/$name/training" });
  const [steps, setSteps] = useState("");
  const [members, setMembers] = useState("2");
  const [seed, setSeed] = useState("0");
  const train = useMutation({
    mutationFn: (reason: string) =>
      trainModel(name, {
        reason,
        steps: steps.trim() ? Number(steps) : undefined,
        members: Number(members),
        seed: Number(seed),
      }),
    onSuccess: ({ id }) => {
      announce("The training is queued");
      void queries.invalidateQueries({ queryKey: ["jobs"] });
      void navigate({ search: { job: id }, resetScroll: false });
      onClose();
    },
  });
  return (
    <ReasonDialog
      title={`Train a world model of ${name}`}
      confirm="Train"
      busy={train.isPending}
      error={train.error}
      onConfirm={(reason) => train.mutate(reason)}
      onClose={onClose}
    >
      <div className="space-y-4">
        <p>
          From {plural(transitions, "transition")}, in the background. The same transitions, steps
          and seed give the same weights.
        </p>
        <TextField
          label="Steps"
          type="number"
          min={1}
          max={100_000}
          value={steps}
          onChange={setSteps}
          hint="1 to 100 000. Left empty, as many as usual for so many transitions."
        />
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField
            label="Members of the ensemble"
            type="number"
            min={1}
            max={8}
            required
            value={members}
            onChange={setMembers}
            hint="1 to 8. Plans are judged by the worst."
          />
          <TextField label="Seed" type="number" min={0} required value={seed} onChange={setSeed} />
        </div>
      </div>
    </ReasonDialog>
  );
}
