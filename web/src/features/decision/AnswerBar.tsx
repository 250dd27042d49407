import type { EnergyTerm } from "~/api/types";
import { StackedBar } from "~/design/StackedBar";
import { segments } from "~/lib/energy";
import { energy } from "~/lib/format";

interface AnswerBarProps {
  name: string;
  total: number;
  terms: EnergyTerm[];
  scale: number;
}

/** One answer's energy as a slim bar with its name and total. */
export function AnswerBar({ name, total, terms, scale }: AnswerBarProps) {
  return (
    <>
      <div className="mb-1 flex items-baseline justify-between gap-4 text-sm">
        <span className="font-semibold">{name}</span>
        <span>{energy(total)}</span>
      </div>
      <StackedBar
        segments={segments(terms, scale)}
        label={`${name}, energy ${energy(total)}`}
        height="h-3"
      />
    </>
  );
}
