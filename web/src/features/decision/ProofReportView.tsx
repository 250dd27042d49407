import type { ReactNode } from "react";
import type { InclusionProof } from "~/api/types";
import { Digest } from "~/design/Digest";
import { Disclosure } from "~/design/Disclosure";
import { StatusMark } from "~/design/StatusMark";
import { integer, plural, timestamp } from "~/lib/format";
import type { Check, ProofReport } from "~/lib/transparency";
import { PathSteps } from "./PathSteps";

interface ProofReportViewProps {
  proof: InclusionProof;
  report: ProofReport;
}

/** The four checks, then every hash on the way up. */
export function ProofReportView({ proof, report }: ProofReportViewProps) {
  const { head } = proof;
  return (
    <>
      <ol>
        <CheckRow check={find(report, "leaf")} title="The record hashes to the leaf">
          {plural(report.leafBytes, "byte")} of canonical JSON give{" "}
          <Digest value={report.leaf} name="leaf hash" />
        </CheckRow>
        <CheckRow check={find(report, "path")} title="The leaf leads to the root">
          Leaf {integer(proof.leaf_index)} of {integer(proof.tree_size)}, through{" "}
          {plural(report.steps.length, "hash", "hashes")}, gives{" "}
          {report.root ? <Digest value={report.root} name="root hash" /> : "no root"}
        </CheckRow>
        <CheckRow check={find(report, "head")} title="The root is the signed one">
          Head of tenant {head.tenant} at {plural(head.size, "leaf", "leaves")}, signed{" "}
          {timestamp(head.signed_at_ms)}
        </CheckRow>
        <CheckRow check={find(report, "signature")} title="The signature is the log's">
          Ed25519, key {head.key_id}, <Digest value={head.public_key} name="public key" />. Compare
          the key with your own copy: it comes with the proof.
        </CheckRow>
      </ol>
      <div className="mt-3">
        <Disclosure title="Every step from leaf to root">
          <PathSteps leaf={report.leaf} steps={report.steps} />
        </Disclosure>
      </div>
    </>
  );
}

function find(report: ProofReport, name: Check["name"]): Check | undefined {
  return report.checks.find((check) => check.name === name);
}

interface CheckRowProps {
  check: Check | undefined;
  title: string;
  children: ReactNode;
}

function CheckRow({ check, title, children }: CheckRowProps) {
  if (!check) return null;
  return (
    <li className="grid gap-x-6 border-b border-rule py-2.5 first:border-t sm:grid-cols-[7rem_minmax(0,1fr)]">
      <StatusMark word={check.status} />
      <div>
        <p className="font-medium">{title}</p>
        <p className="text-sm text-soft">{children}</p>
        {check.reason ? <p className="text-sm text-bad">{check.reason}</p> : null}
        {check.status === "failed" && check.expected ? (
          <p className="text-sm text-bad">
            The log says <code className="font-mono text-xs wrap-anywhere">{check.expected}</code>
          </p>
        ) : null}
      </div>
    </li>
  );
}
