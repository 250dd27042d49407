import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { createEnvironment } from "~/api/environments";
import { ENVIRONMENTS } from "~/api/worldQueries";
import { Button } from "~/design/Button";
import { ProblemNotice } from "~/design/ProblemNotice";
import { Section } from "~/design/Section";
import { TextField } from "~/design/TextField";
import { announce } from "~/shell/announcer";
import { Fault } from "./Fault";
import { readSchema } from "./schemaText";

/** Registers an environment, with a schema or for now without one. */
export function RegisterSection() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [name, setName] = useState("");
  const [text, setText] = useState("");
  const read = readSchema(text);
  const create = useMutation({
    mutationFn: () => createEnvironment(name.trim(), "schema" in read ? read.schema : null),
    onSuccess: (environment) => {
      announce(`Registered ${environment.name}`);
      void queries.invalidateQueries({ queryKey: ENVIRONMENTS });
      void navigate({ to: "/environments/$name", params: { name: environment.name } });
    },
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!create.isPending && !("fault" in read)) create.mutate();
  }

  return (
    <Section
      title="Register an environment"
      anchor="register"
      lead="The schema may be left out: send transitions first, and have it inferred from them."
    >
      <form onSubmit={submit} className="max-w-[46rem] space-y-4">
        <TextField
          label="Name"
          value={name}
          onChange={setName}
          maxLength={64}
          monospaced
          required
          hint="a to z, 0 to 9, hyphen, underscore and full stop."
        />
        <TextField
          label="Schema as JSON"
          value={text}
          onChange={setText}
          rows={10}
          monospaced
          hint="Types of object with their properties, actions with their roles, goals and guardrails. Left empty, none is registered yet."
        />
        {"fault" in read ? <Fault>{read.fault}</Fault> : null}
        {create.isError ? <ProblemNotice error={create.error} /> : null}
        <Button
          type="submit"
          variant="primary"
          isDisabled={!name.trim() || "fault" in read || create.isPending}
        >
          {create.isPending ? "Registering…" : "Register"}
        </Button>
      </form>
    </Section>
  );
}
