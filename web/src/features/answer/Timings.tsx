import type { StageTiming } from "~/api/types";
import { humanise, milliseconds } from "~/lib/format";

interface TimingsProps {
  stages: StageTiming[];
}

/** Time by stage, as rows with a measure against the slowest. */
export function Timings({ stages }: TimingsProps) {
  const longest = Math.max(...stages.map((stage) => stage.ms), Number.MIN_VALUE);
  return (
    <dl className="text-sm">
      {stages.map((stage) => (
        <div
          key={stage.name}
          className="grid grid-cols-[6.5rem_minmax(0,1fr)_4.5rem] items-center gap-3 border-b border-rule py-1.5 last:border-b-0"
        >
          <dt className="text-soft">{humanise(stage.name)}</dt>
          <dd aria-hidden="true">
            <span
              className="block h-1.5 min-w-px bg-accent"
              style={{ width: `${(stage.ms / longest) * 100}%` }}
            />
          </dd>
          <dd className="text-right">{milliseconds(stage.ms)}</dd>
        </div>
      ))}
    </dl>
  );
}
