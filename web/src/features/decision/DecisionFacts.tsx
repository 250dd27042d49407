import type { ReactNode } from "react";
import type { Decision } from "~/api/types";
import { Digest } from "~/design/Digest";
import { type Fact, Facts } from "~/design/Facts";
import { Confidence } from "~/features/answer/Confidence";
import { Timings } from "~/features/answer/Timings";
import { humanise, integer, percent } from "~/lib/format";

/** Who decided what, under which policy, with which model, over which memory. */
export function DecisionFacts({ decision }: { decision: Decision }) {
  const stages = decision.envelope.facts?.timings_ms ?? [];
  return (
    <section aria-label="Facts about this decision" className="xl:border-t xl:border-ink xl:pt-3">
      <Facts facts={rows(decision)} />
      {stages.length > 0 ? (
        <>
          <h2 className="mt-7 mb-1 text-sm font-semibold">Time by stage</h2>
          <Timings stages={stages} />
        </>
      ) : null}
    </section>
  );
}

function rows({ envelope, id, leaf }: Decision): Fact[] {
  const { policy, model, snapshot, answerable, confidence, seed, request_digest, answer_digest } =
    envelope.facts ?? {};
  return [
    { label: "Decision", value: <Digest value={id} name="decision id" /> },
    { label: "Kind", value: humanise(envelope.kind) },
    {
      label: "Confidence",
      value: typeof confidence !== "number" ? null : <Confidence value={confidence} />,
    },
    {
      label: "Memory holds an answer",
      value: typeof answerable === "number" ? percent(answerable) : null,
    },
    { label: "Principal", value: envelope.principal },
    { label: "Tenant", value: envelope.tenant },
    { label: "Policy", value: policy ? `${policy.name}, version ${policy.version}` : null },
    { label: "Policy digest", value: digest(policy?.digest, "policy digest") },
    { label: "Encoder", value: model?.name ?? null },
    { label: "Encoder fingerprint", value: digest(model?.encoder, "encoder fingerprint") },
    { label: "Calibration", value: digest(model?.calibration, "calibration") },
    { label: "Memory revision", value: snapshot ? integer(snapshot.revision) : null },
    { label: "Seed", value: seed ?? null },
    { label: "Request digest", value: digest(request_digest, "request digest") },
    { label: "Answer digest", value: digest(answer_digest, "answer digest") },
    { label: "Detail digest", value: digest(envelope.detail_digest, "detail digest") },
    { label: "Leaf", value: integer(leaf.index) },
    { label: "Leaf hash", value: digest(leaf.hash, "leaf hash") },
  ];
}

function digest(value: string | null | undefined, name: string): ReactNode {
  return value ? <Digest value={value} name={name} /> : null;
}
