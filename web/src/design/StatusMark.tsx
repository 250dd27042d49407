import { humanise } from "~/lib/format";
import { type Tone, toneOf } from "~/lib/outcomes";

const COLOURS: Record<Tone, string> = {
  good: "text-good",
  warn: "text-warn",
  bad: "text-bad",
  plain: "text-soft",
};

/** Each tone has its own shape: the colour only repeats it. */
const SHAPES: Record<Tone, string> = {
  good: "M2.5 8.5 6 12l7.5-8",
  warn: "M2.5 8h11",
  bad: "M3.5 3.5l9 9m0-9-9 9",
  plain: "M8 7.9v.2",
};

interface StatusMarkProps {
  /** A word of the audit record: an outcome, a verdict's status. */
  word: string;
  /** What to print where it is not the word itself. */
  label?: string;
  tone?: Tone;
  /** Set for sentences: they may break. */
  wraps?: boolean;
}

export function StatusMark({ word, label, tone = toneOf(word), wraps = false }: StatusMarkProps) {
  const flow = wraps ? "" : "whitespace-nowrap";
  return (
    <span className={`inline-flex items-baseline gap-1.5 ${flow} ${COLOURS[tone]}`}>
      <svg
        viewBox="0 0 16 16"
        className="size-[0.85em] shrink-0 translate-y-[0.08em]"
        fill="none"
        stroke="currentColor"
        strokeWidth="2.4"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
      >
        <path d={SHAPES[tone]} />
      </svg>
      <span className="font-medium">{label ?? humanise(word)}</span>
    </span>
  );
}
