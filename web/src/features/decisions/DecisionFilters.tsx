import type { DecisionFilter } from "~/api/endpoints";
import { Choice } from "~/design/Choice";
import { humanise } from "~/lib/format";
import { KINDS, OUTCOMES } from "~/lib/outcomes";

const ANY = "any";

interface DecisionFiltersProps {
  filter: DecisionFilter;
  onChange: (filter: DecisionFilter) => void;
}

/** A changed filter begins again at the newest decision. */
export function DecisionFilters({ filter, onChange }: DecisionFiltersProps) {
  return (
    <search aria-label="Filter the decisions" className="flex flex-wrap gap-x-6 gap-y-3">
      <Choice
        label="Outcome"
        options={options(OUTCOMES, filter.outcome)}
        value={filter.outcome ?? ANY}
        onChange={(value) => onChange({ kind: filter.kind, outcome: chosen(value) })}
      />
      <Choice
        label="Kind"
        options={options(KINDS, filter.kind)}
        value={filter.kind ?? ANY}
        onChange={(value) => onChange({ outcome: filter.outcome, kind: chosen(value) })}
      />
    </search>
  );
}

/** The known words, and the one in the URL. */
function options(known: string[], current?: string) {
  const words = current && !known.includes(current) ? [...known, current] : known;
  return [{ id: ANY, label: "Any" }, ...words.map((id) => ({ id, label: humanise(id) }))];
}

function chosen(value: string): string | undefined {
  return value === ANY ? undefined : value;
}
