import { compact, percent } from "~/lib/format";
import { polyline, type Series, scaleOf } from "~/lib/series";

const WIDTH = 320;
const HEIGHT = 140;
/** Each line differs in colour and in how it is drawn. */
const LINES = [
  { stroke: "stroke-series-1", key: "border-series-1", dash: undefined },
  { stroke: "stroke-series-5", key: "border-series-5 border-dashed", dash: "7 4" },
  { stroke: "stroke-series-3", key: "border-series-3 border-dotted", dash: "2 4" },
  { stroke: "stroke-series-4", key: "border-series-4 border-double", dash: "10 3 2 3" },
];

interface LineChartProps {
  title: string;
  steps: number[];
  /** At most four. */
  series: Series[];
  /** Whether the values are shares, drawn from 0 to 1. */
  shares?: boolean;
  /** How to read it, where the title does not say. */
  note?: string;
}

/** Values by step. A table on the same page says the same. */
export function LineChart({ title, steps, series, shares = false, note }: LineChartProps) {
  const scale = scaleOf(
    series.flatMap(({ values }) => values),
    shares,
  );
  const print = shares ? percent : (value: number) => compact(value, 3);
  const [low, high] = scale.ends;
  return (
    <figure className="min-w-0">
      <figcaption className="mb-1 text-sm">
        <span className="font-medium">{title}</span>
        {note ? <span className="text-soft"> {note}</span> : null}
      </figcaption>
      <div className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-2 text-xs text-soft">
        <div className="flex flex-col justify-between text-right" aria-hidden="true">
          <span>{print(high)}</span>
          <span>{print(low)}</span>
        </div>
        <svg
          role="img"
          aria-label={spoken(title, steps, series, print)}
          viewBox={`-2 -4 ${WIDTH + 4} ${HEIGHT + 6}`}
          className="w-full"
          fill="none"
        >
          <path d={`M0 0V${HEIGHT}H${WIDTH}`} className="stroke-edge" />
          {series.map(({ name, values }, index) => (
            <polyline
              key={name}
              points={polyline(steps, values, scale, [WIDTH, HEIGHT])}
              className={LINES[index % LINES.length]?.stroke}
              strokeDasharray={LINES[index % LINES.length]?.dash}
              strokeWidth="2.25"
            />
          ))}
        </svg>
        <div className="col-start-2 flex justify-between" aria-hidden="true">
          <span>Step {steps[0] ?? 0}</span>
          <span>
            {scale.logarithmic ? "in powers of ten, " : ""}
            {steps.at(-1) ?? 0}
          </span>
        </div>
      </div>
      {series.length > 1 ? (
        <ul className="mt-1 flex flex-wrap gap-x-5 text-sm">
          {series.map(({ name, values }, index) => (
            <li key={name} className="inline-flex items-center gap-2">
              <span
                aria-hidden="true"
                className={`w-5 border-t-3 ${LINES[index % LINES.length]?.key}`}
              />
              {name} <span className="text-soft">{print(values.at(-1) ?? Number.NaN)}</span>
            </li>
          ))}
        </ul>
      ) : null}
    </figure>
  );
}

function spoken(
  title: string,
  steps: number[],
  series: Series[],
  print: (value: number) => string,
): string {
  const lines = series.map(({ name, values }) => {
    const ends = [values[0], values.at(-1)].map((value) => print(value ?? Number.NaN));
    return `${name} from ${ends.join(" to ")}`;
  });
  return `${title}, step ${steps[0] ?? 0} to ${steps.at(-1) ?? 0}: ${lines.join(", ")}`;
}
