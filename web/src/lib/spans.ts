/**
 * Finds a cited span inside a passage. Spans count UTF-8 bytes of the source document; JavaScript
 * counts UTF-16 units.
 */
import type { Passage, Span } from "~/api/types";
import { utf8 } from "./bytes";

export interface Highlight {
  before: string;
  cited: string;
  after: string;
}

/** Cuts `text` at UTF-8 byte offsets. Null when an offset is outside or inside a character. */
export function sliceBytes(text: string, start: number, end: number): Highlight | null {
  const bytes = utf8(text);
  if (start < 0 || end < start || end > bytes.length) return null;
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  try {
    return {
      before: decoder.decode(bytes.subarray(0, start)),
      cited: decoder.decode(bytes.subarray(start, end)),
      after: decoder.decode(bytes.subarray(end)),
    };
  } catch {
    return null;
  }
}

/** The passage with the cited span set apart. */
export function highlight(passage: Passage, span: Span): Highlight | null {
  return sliceBytes(passage.text, span.start - passage.start, span.end - passage.start);
}

/** Whether the source still says what the answer said, white space aside. */
export function sameText(left: string, right: string): boolean {
  return squeeze(left) === squeeze(right);
}

function squeeze(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}
