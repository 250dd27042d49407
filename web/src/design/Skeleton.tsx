interface SkeletonProps {
  /** What is being loaded, for those who do not see the bars. */
  label: string;
  lines?: number;
}

const WIDTHS = ["w-11/12", "w-4/5", "w-10/12", "w-3/5"];

/** Grey lines in the place of text that is on its way. */
export function Skeleton({ label, lines = 4 }: SkeletonProps) {
  return (
    <div role="status" aria-label={label} className="space-y-3 py-2">
      {Array.from({ length: lines }, (_, line) => `line ${line}`).map((key, line) => (
        <div
          key={key}
          className={`h-4 animate-pulse rounded-xs bg-wash ${WIDTHS[line % WIDTHS.length]}`}
        />
      ))}
    </div>
  );
}
