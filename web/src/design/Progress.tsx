import { ProgressBar } from "react-aria-components";
import { integer } from "~/lib/format";

interface ProgressProps {
  label: string;
  done: number;
  total: number;
}

/** How far a long run is: a bar, and the two numbers it stands for. */
export function Progress({ label, done, total }: ProgressProps) {
  const text = `${integer(done)} of ${integer(total)}`;
  return (
    <ProgressBar
      aria-label={label}
      value={Math.min(done, total)}
      maxValue={Math.max(1, total)}
      valueLabel={text}
    >
      {({ percentage }) => (
        <>
          <div className="mb-1 flex justify-between gap-4 text-sm">
            <span className="text-soft">{label}</span>
            <span>{text}</span>
          </div>
          <div className="h-2 w-full bg-wash">
            <div className="h-full bg-accent" style={{ width: `${percentage ?? 0}%` }} />
          </div>
        </>
      )}
    </ProgressBar>
  );
}
