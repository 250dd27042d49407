import { useEffect, useMemo, useRef, useState } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { TraceStep } from "~/api/types";
import { compact, energy } from "~/lib/format";
import { useShownTheme } from "~/shell/theme";
import { plotOptions } from "./plot";

/** Best and mean energy of the restarts, and the temperature, by step. The table below it says the same. */
export function DescentChart({ steps }: { steps: TraceStep[] }) {
  const frame = useRef<HTMLDivElement>(null);
  const theme = useShownTheme();
  const [pointed, setPointed] = useState<number | null>(null);
  const data = useMemo<uPlot.AlignedData>(
    () => [
      steps.map((step) => step.step),
      steps.map((step) => step.best),
      steps.map((step) => step.mean),
      steps.map((step) => step.temperature),
    ],
    [steps],
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: a canvas must be drawn again in the colours of another theme
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const plot = new uPlot(plotOptions(element.clientWidth, setPointed), data, element);
    const observer = new ResizeObserver(() => {
      plot.setSize({ width: element.clientWidth, height: plot.height });
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.destroy();
    };
  }, [data, theme]);

  const shown = steps[pointed ?? steps.length - 1];
  return (
    <figure>
      <figcaption className="mb-2 flex flex-wrap items-center gap-x-6 gap-y-1 text-sm">
        <span className="w-20 text-soft">Step {shown?.step}</span>
        <Key
          line="border-series-1 border-t-3"
          label="Best"
          value={energy(shown?.best ?? Number.NaN)}
        />
        <Key
          line="border-series-3 border-t-2"
          label="Mean"
          value={energy(shown?.mean ?? Number.NaN)}
        />
        <Key
          line="border-series-4 border-t-2 border-dashed"
          label="Temperature"
          value={compact(shown?.temperature ?? Number.NaN, 3)}
        />
      </figcaption>
      <div ref={frame} role="img" aria-label={describe(steps)} />
    </figure>
  );
}

function Key({ line, label, value }: { line: string; label: string; value: string }) {
  return (
    <span className="inline-flex items-center gap-2">
      <span aria-hidden="true" className={`w-5 ${line}`} />
      {label} <span className="min-w-12">{value}</span>
    </span>
  );
}

function describe(steps: TraceStep[]): string {
  const [first, last] = [steps[0], steps.at(-1)];
  if (!first || !last) return "Descent";
  return `Descent in ${steps.length} sampled steps: best energy from ${energy(first.best)} to ${energy(last.best)}, mean from ${energy(first.mean)} to ${energy(last.mean)}, temperature from ${compact(first.temperature, 3)} to ${compact(last.temperature, 3)}`;
}
