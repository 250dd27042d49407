import { useQuery } from "@tanstack/react-query";
import { proofQuery } from "~/api/queries";
import type { Decision } from "~/api/types";
import { ProblemNotice } from "~/design/ProblemNotice";
import { Section } from "~/design/Section";
import { Skeleton } from "~/design/Skeleton";
import { StatusMark } from "~/design/StatusMark";
import { canVerify, type ProofReport, verifyInclusion } from "~/lib/transparency";
import { ProofReportView } from "./ProofReportView";

const VERDICTS: Record<ProofReport["verdict"], string> = {
  verified: "Verified in this browser",
  partly: "Verified, but for the signature",
  failed: "Verification failed",
};

/** Fetches the proof and recomputes it here: the server's word is not taken for anything. */
export function ProofSection({ decision }: { decision: Decision }) {
  const proof = useQuery(proofQuery(decision.id));
  const report = useQuery({
    queryKey: ["verification", decision.id, proof.data?.tree_size],
    queryFn: () => (proof.data ? verifyInclusion(decision.envelope, proof.data) : null),
    enabled: proof.data !== undefined && canVerify(),
  });
  return (
    <Section
      title="Proof of inclusion"
      anchor="proof"
      lead="Recomputed here from the record up to the signed head of the log (RFC 6962)."
      aside={
        report.data ? (
          <p className="text-lg">
            <StatusMark word={report.data.verdict} label={VERDICTS[report.data.verdict]} />
          </p>
        ) : null
      }
    >
      {proof.isPending ? <Skeleton label="Loading the proof" lines={5} /> : null}
      {proof.isError ? (
        <ProblemNotice error={proof.error} onRetry={() => void proof.refetch()} />
      ) : null}
      {canVerify() ? null : (
        <p className="max-w-[62ch]">
          Browsers offer cryptography only over HTTPS or on the local machine, so this page cannot
          verify the proof. <code className="font-mono text-xs">groundstate log verify</code> can.
        </p>
      )}
      {report.isError ? <ProblemNotice error={report.error} /> : null}
      {proof.data && report.data ? (
        <ProofReportView proof={proof.data} report={report.data} />
      ) : null}
    </Section>
  );
}
