import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { installPack, type PackChoice } from "~/api/packs";
import { Button } from "~/design/Button";
import { Choice } from "~/design/Choice";
import { FileField } from "~/design/FileField";
import { ProblemNotice } from "~/design/ProblemNotice";
import { announce } from "~/shell/announcer";
import { InstallationView } from "./InstallationView";

/** Chooses a pack, shows what it would change, then installs it. */
export function InstallSection({ shipped }: { shipped: string[] }) {
  const queries = useQueryClient();
  const [chosen, setChosen] = useState<PackChoice | null>(null);
  const trial = useMutation({
    mutationFn: (choice: PackChoice) => installPack(choice, true),
    onSuccess: ({ name, version }) => announce(`Looked through ${name} ${version}`),
  });
  const install = useMutation({
    mutationFn: (choice: PackChoice) => installPack(choice, false),
    onSuccess: async ({ name, version }) => {
      announce(`Installed ${name} ${version}`);
      setChosen(null);
      trial.reset();
      await queries.invalidateQueries();
    },
  });

  function look(choice: PackChoice) {
    install.reset();
    setChosen(choice);
    trial.mutate(choice);
  }

  return (
    <>
      <div className="flex flex-wrap items-end gap-x-8 gap-y-4">
        <FileField
          label="Pack file"
          accept=".pack,.zip,application/zip"
          onChoose={(file) => look({ file })}
        />
        {shipped.length > 0 ? (
          <ShippedChoice names={shipped} onChoose={(name) => look({ shipped: name })} />
        ) : null}
      </div>
      <div className="mt-5 space-y-4" aria-busy={trial.isPending || install.isPending}>
        {trial.isPending ? (
          <p role="status" className="text-soft">
            Running the pack's tests…
          </p>
        ) : null}
        {trial.isError ? <ProblemNotice error={trial.error} /> : null}
        {trial.data && chosen ? (
          <>
            <InstallationView installation={trial.data} />
            <Button
              variant="primary"
              onPress={() => install.mutate(chosen)}
              isDisabled={install.isPending}
            >
              {install.isPending
                ? "Installing…"
                : `Install ${trial.data.name} ${trial.data.version}`}
            </Button>
          </>
        ) : null}
        {install.isError ? <ProblemNotice error={install.error} /> : null}
        {install.data ? <InstallationView installation={install.data} done /> : null}
      </div>
    </>
  );
}

function ShippedChoice({ names, onChoose }: { names: string[]; onChoose: (name: string) => void }) {
  const [name, setName] = useState(names[0] ?? "");
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Choice
        label="Comes with the program"
        options={names.map((id) => ({ id, label: id }))}
        value={name}
        onChange={setName}
      />
      <Button onPress={() => onChoose(name)}>Look at it</Button>
    </div>
  );
}
