import { Facts } from "~/design/Facts";
import { StatusMark } from "~/design/StatusMark";
import { integer, timestamp } from "~/lib/format";
import type { StretchReport } from "~/lib/logExport";

const VERDICTS: Record<StretchReport["verdict"], string> = {
  verified: "The range is verified",
  partly: "The range is verified, but for the signatures",
  failed: "The range does not verify",
};

export function StretchResult({ report }: { report: StretchReport }) {
  const { head } = report;
  return (
    <div className="mt-5 max-w-[46rem]">
      <p className="mb-3 text-lg">
        <StatusMark word={report.verdict} label={VERDICTS[report.verdict]} />
      </p>
      {report.faults.length > 0 ? (
        <ul aria-label="What does not verify" className="mb-3 list-disc pl-5 text-sm text-bad">
          {report.faults.map((fault) => (
            <li key={fault}>{fault}</li>
          ))}
        </ul>
      ) : null}
      <Facts
        facts={[
          { label: "Leaves hashed", value: integer(report.leaves) },
          { label: "Signed heads compared", value: integer(report.heads) },
          {
            label: "Vouched for by",
            value: head
              ? `Head of ${integer(head.size)} leaves, ${timestamp(head.signed_at_ms)}`
              : "No head",
          },
          { label: "Words that match their digest", value: integer(report.matched) },
          { label: "Words erased", value: integer(report.erased) },
          {
            label: "Newest kept head",
            value: report.kept === null ? "None is kept" : report.kept ? "Contained" : "Missing",
          },
        ]}
      />
    </div>
  );
}
