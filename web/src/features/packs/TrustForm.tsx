import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { signersQuery } from "~/api/guardrailQueries";
import { trustSigner } from "~/api/packs";
import { Button } from "~/design/Button";
import { ProblemNotice } from "~/design/ProblemNotice";
import { TextField } from "~/design/TextField";
import { announce } from "~/shell/announcer";

/** Puts a key on the trust list. */
export function TrustForm() {
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const [key, setKey] = useState("");
  const trust = useMutation({
    mutationFn: () => trustSigner(name.trim(), key.trim().toLowerCase()),
    onSuccess: async (signer) => {
      announce(`${signer.name} is trusted`);
      setName("");
      setKey("");
      await queries.invalidateQueries(signersQuery());
    },
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    if (name.trim() && key.trim() && !trust.isPending) trust.mutate();
  }

  return (
    <form onSubmit={submit} className="mt-6 max-w-[40rem] space-y-4">
      <h3 className="text-sm font-semibold">Trust another signer</h3>
      <TextField label="Name" value={name} onChange={setName} maxLength={100} required />
      <TextField
        label="Public key"
        value={key}
        onChange={setKey}
        monospaced
        required
        hint="64 hexadecimal digits, had from the publisher on another way than the pack."
      />
      <Button type="submit" isDisabled={!name.trim() || !key.trim() || trust.isPending}>
        Trust this key
      </Button>
      {trust.isError ? <ProblemNotice error={trust.error} /> : null}
    </form>
  );
}
