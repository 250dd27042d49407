import type { AnswerBody } from "~/api/types";
import { Disclosure } from "~/design/Disclosure";
import { commonScale } from "~/lib/energy";
import { AnswerBar } from "./AnswerBar";
import { RejectedAnswer } from "./RejectedAnswer";
import { RejectedTable } from "./RejectedTable";

/** The chosen answer and those it was preferred to, as bars on one scale, then term by term. */
export function RejectedAnswers({ answer }: { answer: AnswerBody }) {
  const { rejected, energy } = answer;
  if (rejected.length === 0)
    return <p className="text-soft">No other answer was in the running.</p>;
  const scale = commonScale([energy, ...rejected.map((entry) => entry.energy)]);
  return (
    <>
      <ol className="space-y-5">
        {answer.outcome === "answered" ? (
          <li>
            <AnswerBar
              name="The answer given"
              total={energy.total}
              terms={energy.terms}
              scale={scale}
            />
          </li>
        ) : null}
        {rejected.map((entry, index) => (
          <li key={entry.statements.join(" ")} className="border-t border-rule pt-4">
            <RejectedAnswer
              rejected={entry}
              number={index + 1}
              chosen={answer.outcome === "answered" ? energy : null}
              scale={scale}
            />
          </li>
        ))}
      </ol>
      <div className="mt-5">
        <Disclosure title="Compare term by term">
          <RejectedTable answer={answer} />
        </Disclosure>
      </div>
    </>
  );
}
