import { Link } from "@tanstack/react-router";
import type { Answer } from "~/api/types";
import { Digest } from "~/design/Digest";
import { Facts } from "~/design/Facts";
import { integer, milliseconds, percent, timestamp } from "~/lib/format";

/** The facts beside a fresh answer. */
export function AnswerFacts({ answer }: { answer: Answer }) {
  return (
    <section aria-label="Facts about this answer" className="xl:border-t xl:border-ink xl:pt-3">
      <Facts
        facts={[
          { label: "Decided in", value: milliseconds(answer.timings.total_ms) },
          { label: "Recorded", value: timestamp(answer.created_at) },
          {
            label: "Decision",
            value: (
              <Link
                to="/decisions/$id"
                params={{ id: answer.decision_id }}
                className="link font-mono text-xs"
              >
                {answer.decision_id}
              </Link>
            ),
          },
          { label: "Policy", value: `${answer.policy.name}, version ${answer.policy.version}` },
          {
            label: "Policy digest",
            value: <Digest value={answer.policy.digest} name="policy digest" />,
          },
          { label: "Memory holds an answer", value: percent(answer.answerable) },
          { label: "Memory revision", value: integer(answer.memory.revision) },
          { label: "Seed", value: String(answer.seed) },
          {
            label: "Search",
            value: `${integer(answer.trace.candidates)} candidates, ${integer(answer.trace.restarts)} restarts`,
          },
          {
            label: "Minimum",
            value: answer.trace.certified ? "Certified" : "Not certified",
          },
        ]}
      />
    </section>
  );
}
