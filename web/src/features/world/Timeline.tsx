import type { ReactNode } from "react";

/** Steps one after the other, along a line. */
export function Timeline({ label, children }: { label: string; children: ReactNode }) {
  return (
    <ol aria-label={label} className="border-l border-rule">
      {children}
    </ol>
  );
}

interface TimelineStepProps {
  /** What is done, in a line. */
  title: string;
  /** How it stands. */
  mark?: ReactNode;
  /** Whether it has been taken: its point on the line is filled. */
  isPast?: boolean;
  /** Whether it is the one to take now. */
  isNext?: boolean;
  children?: ReactNode;
}

export function TimelineStep({ title, mark, isPast, isNext, children }: TimelineStepProps) {
  const point = isPast ? "before:bg-accent" : isNext ? "before:bg-mark-edge" : "before:bg-edge";
  return (
    <li
      aria-current={isNext ? "step" : undefined}
      className={`relative py-3 pl-5 before:absolute before:top-5 before:-left-1 before:size-2 before:rounded-full ${point}`}
    >
      <div className="mb-2 flex flex-wrap items-baseline gap-x-5 gap-y-1">
        <h3 className="font-mono text-sm font-medium wrap-anywhere">{title}</h3>
        <span className="flex flex-wrap gap-x-5 text-sm">{mark}</span>
      </div>
      {children}
    </li>
  );
}
