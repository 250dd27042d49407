import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { deleteEnvironment, type Environment } from "~/api/environments";
import { ENVIRONMENTS, modelsQuery } from "~/api/worldQueries";
import { Button } from "~/design/Button";
import { ConfirmDialog } from "~/design/ConfirmDialog";
import { Digest } from "~/design/Digest";
import { Facts } from "~/design/Facts";
import { useScopes } from "~/features/access/useScopes";
import { integer, timestamp } from "~/lib/format";
import { announce } from "~/shell/announcer";

export function EnvironmentFacts({ environment }: { environment: Environment }) {
  const { id, name, version, transitions, created_at, created_by } = environment;
  const newest = useQuery(modelsQuery(name)).data?.data[0];
  const holds = useScopes();
  return (
    <section
      aria-label="Facts about this environment"
      className="xl:border-t xl:border-ink xl:pt-3"
    >
      <Facts
        facts={[
          { label: "Environment", value: <Digest value={id} name="environment id" /> },
          { label: "Schema", value: version > 0 ? `Version ${version}` : "None yet" },
          { label: "Transitions", value: integer(transitions) },
          {
            label: "Newest model",
            value: newest ? (
              <Link to="/environments/$name/training" params={{ name }} className="link">
                Version {newest.version}
              </Link>
            ) : (
              "None yet"
            ),
          },
          { label: "Registered", value: timestamp(created_at) },
          { label: "By", value: created_by },
        ]}
      />
      {holds?.("environment:write") ? <Deletion name={name} /> : null}
    </section>
  );
}

function Deletion({ name }: { name: string }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  const remove = useMutation({
    mutationFn: () => deleteEnvironment(name),
    onSuccess: () => {
      announce(`Deleted ${name}`);
      void navigate({ to: "/environments" });
      void queries.invalidateQueries({ queryKey: [...ENVIRONMENTS, "list"] });
    },
  });
  return (
    <div className="mt-4" data-print="hide">
      <Button onPress={() => setAsking(true)}>Delete</Button>
      {asking ? (
        <ConfirmDialog
          title={`Delete ${name}`}
          confirm="Delete"
          busy={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate()}
          onClose={() => setAsking(false)}
        >
          All of its transitions and world models go with it, for good. The log keeps that it was
          there.
        </ConfirmDialog>
      ) : null}
    </div>
  );
}
