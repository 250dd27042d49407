/**
 * Finds a cited span inside a passage. Spans count characters of the document (Unicode scalar
 * values); JavaScript counts UTF-16 units.
 */
import type { Passage, Span } from "~/api/types";

export interface Highlight {
  before: string;
  cited: string;
  after: string;
}

/** Cuts `text` at character offsets. Null when they are reversed or outside. */
export function sliceCharacters(text: string, start: number, end: number): Highlight | null {
  const characters = Array.from(text);
  if (start < 0 || end < start || end > characters.length) return null;
  return {
    before: characters.slice(0, start).join(""),
    cited: characters.slice(start, end).join(""),
    after: characters.slice(end).join(""),
  };
}

/** The passage with the cited span set apart. */
export function highlight(passage: Passage, span: Span): Highlight | null {
  return sliceCharacters(passage.text, span.start - passage.start, span.end - passage.start);
}

/** Whether the source still says what the answer said, white space aside. */
export function sameText(left: string, right: string): boolean {
  return squeeze(left) === squeeze(right);
}

function squeeze(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}
