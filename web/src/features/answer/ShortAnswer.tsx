import type { ShortAnswer as ShortAnswerData } from "~/api/types";

/** The words that answer a factoid question, first and large. */
export function ShortAnswer({ short }: { short: ShortAnswerData }) {
  return (
    <p className="mb-4 max-w-[40ch] font-serif text-3xl font-semibold tracking-[-0.02em] text-balance wrap-anywhere">
      {short.text}
    </p>
  );
}
