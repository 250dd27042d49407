import { percent } from "~/lib/format";

/** How sure the system is, as a figure and a measure from 0 to 1. */
export function Confidence({ value }: { value: number }) {
  return (
    <span className="inline-flex items-center gap-2">
      {/* biome-ignore lint/a11y/useSemanticElements: browsers do not let a <meter> take the theme's colours */}
      <span
        role="meter"
        aria-label="Confidence"
        aria-valuemin={0}
        aria-valuemax={1}
        aria-valuenow={value}
        aria-valuetext={percent(value)}
        className="relative inline-block h-1.5 w-16 bg-rule"
      >
        <span
          className="absolute inset-y-0 left-0 bg-accent"
          style={{ width: percent(value).replace("\u2009", "") }}
        />
      </span>
      {percent(value)}
    </span>
  );
}
