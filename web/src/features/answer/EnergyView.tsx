import type { Energy } from "~/api/types";
import { Disclosure } from "~/design/Disclosure";
import { StackedBar, Swatch } from "~/design/StackedBar";
import { segments } from "~/lib/energy";
import { humanise, percent, energy as print } from "~/lib/format";
import { EnergyTable } from "./EnergyTable";

/** The energy of an answer, by term: a bar with its legend, and a table with every figure. */
export function EnergyView({ energy }: { energy: Energy }) {
  const parts = segments(energy.terms);
  if (energy.terms.length === 0) {
    return <p className="text-soft">No answer was scored, so there is no energy to show.</p>;
  }
  return (
    <>
      <StackedBar segments={parts} label={`Energy ${print(energy.total)} by term`} numbered />
      <ul className="mt-4 grid grid-cols-[repeat(auto-fill,minmax(16rem,1fr))] gap-x-8 text-sm">
        {parts.map((part, index) => (
          <li key={part.name} className="flex items-center gap-2.5 border-b border-rule py-1.5">
            <Swatch series={part.series} number={index + 1} />
            <span className="flex-1">{humanise(part.name)}</span>
            <span>{print(part.energy)}</span>
            <span className="w-10 text-right text-soft">{percent(part.share)}</span>
          </li>
        ))}
      </ul>
      <div className="mt-3">
        <Disclosure title="Every term with weight, value and range">
          <EnergyTable energy={energy} />
        </Disclosure>
      </div>
    </>
  );
}
