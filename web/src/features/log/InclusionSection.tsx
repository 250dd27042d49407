import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { getDecision, getProof } from "~/api/endpoints";
import { Button } from "~/design/Button";
import { ProblemNotice } from "~/design/ProblemNotice";
import { Section } from "~/design/Section";
import { StatusMark } from "~/design/StatusMark";
import { TextField } from "~/design/TextField";
import { ProofReportView } from "~/features/decision/ProofReportView";
import { saveJson } from "~/lib/download";
import { verifyInclusion } from "~/lib/transparency";
import { announce } from "~/shell/announcer";

/** Proves that one decision is in the log. */
export function InclusionSection() {
  const [id, setId] = useState("");
  const prove = useMutation({
    mutationFn: async (wanted: string) => {
      const [decision, proof] = await Promise.all([getDecision(wanted), getProof(wanted)]);
      const { envelope } = decision;
      return { envelope, proof, report: await verifyInclusion(envelope, proof) };
    },
    onSuccess: ({ report }) => announce(`The proof is ${report.verdict}`),
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    if (id.trim()) prove.mutate(id.trim());
  }

  return (
    <Section
      title="Inclusion"
      anchor="inclusion"
      lead="Proves that a decision is in the log, from its record up to the signed head."
    >
      <form onSubmit={submit} className="flex flex-wrap items-end gap-3">
        <div className="w-full max-w-[26rem]">
          <TextField label="Decision id" value={id} onChange={setId} monospaced required />
        </div>
        <Button type="submit" isDisabled={!id.trim() || prove.isPending}>
          {prove.isPending ? "Proving…" : "Prove"}
        </Button>
      </form>
      <div className="mt-5">
        {prove.isError ? <ProblemNotice error={prove.error} /> : null}
        {prove.data ? (
          <>
            <p className="mb-3 flex flex-wrap items-baseline gap-x-6 text-lg">
              <StatusMark word={prove.data.report.verdict} />
              <Button
                variant="bare"
                onPress={() => {
                  const { envelope, proof } = prove.data;
                  saveJson({ envelope, proof }, `${envelope.id}.proof.json`);
                }}
              >
                Download record and proof
              </Button>
            </p>
            <ProofReportView proof={prove.data.proof} report={prove.data.report} />
          </>
        ) : null}
      </div>
    </Section>
  );
}
