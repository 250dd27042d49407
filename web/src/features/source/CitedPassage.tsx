import { useEffect, useRef } from "react";
import type { Passage, Span } from "~/api/types";
import { StatusMark } from "~/design/StatusMark";
import { highlight, sameText } from "~/lib/spans";

interface CitedPassageProps {
  passage: Passage;
  span: Span;
  /** What the answer said, to be compared with what the source says. */
  statement: string;
}

/** The source text with the cited span marked, and whether the two agree word for word. */
export function CitedPassage({ passage, span, statement }: CitedPassageProps) {
  const parts = highlight(passage, span);
  const mark = useRef<HTMLElement>(null);

  // Brings the cited words into view inside the panel, without moving the page.
  useEffect(() => {
    const frame = mark.current?.closest("section");
    if (frame && mark.current) {
      frame.scrollTop = mark.current.offsetTop - frame.offsetTop - frame.clientHeight / 4;
    }
  }, []);

  if (!parts) {
    return (
      <>
        <StatusMark word="unevaluable" label="The cited span is not in this passage" />
        <p className="mt-3 font-serif leading-relaxed whitespace-pre-line">{passage.text}</p>
      </>
    );
  }
  const exact = sameText(parts.cited, statement);
  return (
    <>
      <p className="font-serif text-[1rem] leading-[1.65] whitespace-pre-line text-soft">
        {passage.start > 0 ? "… " : ""}
        {parts.before}
        <mark ref={mark} className="border-b-2 border-mark-edge bg-mark py-0.5 text-ink">
          {parts.cited}
        </mark>
        {parts.after}
      </p>
      <p className="mt-4 text-sm">
        {exact ? (
          <StatusMark word="verified" label="The statement is the source's own words" />
        ) : (
          <StatusMark word="unevaluable" label="The statement differs from the marked words" />
        )}
      </p>
    </>
  );
}
