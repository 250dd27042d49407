import type { AnswerBody } from "~/api/types";
import { StatusMark } from "~/design/StatusMark";
import { fixed, humanise } from "~/lib/format";
import { abstentionReason } from "~/lib/outcomes";
import { verdictText } from "./verdictText";

/** Why there is no answer: the message for the user, then the reason an auditor needs. */
export function Withheld({ answer }: { answer: AnswerBody }) {
  const { abstention } = answer;
  const broken = answer.verdicts.filter(
    (verdict) => verdict.status !== "satisfied" && verdict.enforcement === "hard",
  );
  return (
    <div className="max-w-[62ch]">
      <p className="font-serif text-xl leading-snug">{answer.text}</p>
      {abstention ? (
        <div className="mt-4 text-sm">
          <p>{abstentionReason(abstention.reason)}</p>
          <dl className="mt-2 flex flex-wrap gap-x-6 gap-y-1">
            <Item label="Reason" value={humanise(abstention.reason)} />
            {answer.outcome === "abstained" ? (
              <>
                <Item label="Likelihood reached" value={fixed(abstention.score, 3)} />
                <Item label="Likelihood needed" value={fixed(abstention.threshold, 3)} />
              </>
            ) : null}
            {abstention.objective ? (
              <Item label="Objective" value={humanise(abstention.objective)} />
            ) : null}
          </dl>
        </div>
      ) : null}
      {broken.length > 0 ? (
        <ul className="mt-4 space-y-1 text-sm">
          {broken.map((verdict) => (
            <li key={`${verdict.objective} ${verdict.stage} ${verdict.reason}`}>
              <StatusMark word={verdict.status} /> <strong>{humanise(verdict.objective)}</strong> at
              stage {verdict.stage.replaceAll("_", " ")}
              {verdictText(verdict) ? `: ${verdictText(verdict)}` : ""}
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}

function Item({ label, value }: { label: string; value: string }) {
  return (
    <div className="flex gap-1.5">
      <dt className="text-soft">{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}
