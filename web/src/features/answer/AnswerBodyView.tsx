import type { AnswerBody } from "~/api/types";
import type { SourceState } from "~/features/source/useSource";
import { AnswerText } from "./AnswerText";
import { ShortAnswer } from "./ShortAnswer";
import { SourceList } from "./SourceList";
import { Withheld } from "./Withheld";

interface AnswerBodyViewProps {
  answer: AnswerBody;
  source: SourceState;
}

/** What was said, with its sources; or why nothing was. */
export function AnswerBodyView({ answer, source }: AnswerBodyViewProps) {
  if (answer.outcome !== "answered") return <Withheld answer={answer} />;
  return (
    <>
      {answer.short_answer ? <ShortAnswer short={answer.short_answer} /> : null}
      <AnswerText answer={answer} source={source} />
      <SourceList statements={answer.statements} source={source} />
    </>
  );
}
