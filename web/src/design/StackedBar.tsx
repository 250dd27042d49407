import type { Segment } from "~/lib/energy";
import { energy, humanise, percent } from "~/lib/format";

/** Written out, so that the style sheet contains them. */
const FILLS: Record<number, string> = {
  1: "bg-series-1",
  2: "bg-series-2",
  3: "bg-series-3",
  4: "bg-series-4",
  5: "bg-series-5",
  6: "bg-series-6",
  7: "bg-series-7",
  8: "bg-series-8",
};

interface StackedBarProps {
  segments: Segment[];
  /** Names the whole bar: "Energy of the answer, 0.412". */
  label: string;
  /** Height class. */
  height?: string;
  /** Prints each segment's place in the legend where there is room. */
  numbered?: boolean;
}

/** Shares of a whole, side by side. Reads as one image; the numbers stand in a legend or a table. */
export function StackedBar({ segments, label, height = "h-8", numbered = false }: StackedBarProps) {
  const spoken = segments.map((part) => `${humanise(part.name)} ${energy(part.energy)}`).join(", ");
  return (
    <div
      role="img"
      aria-label={`${label}: ${spoken}`}
      className={`relative ${height} w-full bg-wash`}
    >
      {segments.map((part, index) => (
        <span
          key={part.name}
          title={`${humanise(part.name)}: ${energy(part.energy)} (${percent(part.share)})`}
          className={`absolute inset-y-0 overflow-hidden border-r-2 border-paper last:border-r-0 ${FILLS[part.series]}`}
          style={{ left: `${part.start * 100}%`, width: `${part.share * 100}%` }}
        >
          {numbered && part.share > 0.035 ? (
            <span className="absolute inset-0 grid place-items-center text-xs font-medium text-on-series">
              {index + 1}
            </span>
          ) : null}
        </span>
      ))}
    </div>
  );
}

export function Swatch({ series, number }: { series: number; number?: number }) {
  return (
    <span
      aria-hidden="true"
      className={`grid size-4.5 shrink-0 place-items-center rounded-xs text-[0.6875rem] leading-none font-medium text-on-series ${FILLS[series]}`}
    >
      {number}
    </span>
  );
}
