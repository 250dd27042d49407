import type { AnswerBody, AnswerStatement, ShortAnswer } from "~/api/types";
import type { SourceState } from "~/features/source/useSource";
import { sliceCharacters } from "~/lib/spans";

interface AnswerTextProps {
  answer: AnswerBody;
  source: SourceState;
}

/** The statements as one text; each ends in the number of its citation. */
export function AnswerText({ answer, source }: AnswerTextProps) {
  return (
    <p className="max-w-[62ch] font-serif text-[1.25rem] leading-[1.62]">
      {answer.statements.map((statement, index) => (
        <span key={statement.statement_id}>
          <Statement
            statement={statement}
            short={answer.short_answer?.statement === index ? answer.short_answer : null}
          />
          <CitationButton
            number={index + 1}
            title={statement.citation.title}
            pressed={source.open?.number === index + 1}
            onPress={() => source.show(index + 1, statement)}
          />{" "}
        </span>
      ))}
    </p>
  );
}

function Statement({
  statement,
  short,
}: {
  statement: AnswerStatement;
  short: ShortAnswer | null;
}) {
  const parts = short ? sliceCharacters(statement.text, short.start, short.end) : null;
  if (!parts || parts.cited !== short?.text) return statement.text;
  return (
    <>
      {parts.before}
      <strong className="font-semibold underline decoration-accent decoration-2 underline-offset-[0.2em]">
        {parts.cited}
      </strong>
      {parts.after}
    </>
  );
}

interface CitationButtonProps {
  number: number;
  title: string;
  pressed: boolean;
  onPress: () => void;
}

/** A plain button: inside running text a React Aria press target would break the line box. */
function CitationButton({ number, title, pressed, onPress }: CitationButtonProps) {
  return (
    <button
      type="button"
      onClick={onPress}
      aria-expanded={pressed}
      aria-label={`Source ${number}: ${title}`}
      className={`ml-1 inline-grid h-5 min-w-5 cursor-pointer place-items-center rounded-xs px-1 align-[0.25em] font-sans text-xs leading-none font-semibold ${
        pressed
          ? "bg-accent text-on-accent"
          : "bg-accent-wash text-accent-strong hover:bg-accent hover:text-on-accent"
      }`}
    >
      {number}
    </button>
  );
}
