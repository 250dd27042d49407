import type { DecisionFilter } from "~/api/endpoints";
import { Choice } from "~/design/Choice";
import { TextField } from "~/design/TextField";
import { humanise } from "~/lib/format";
import { KINDS, outcomesOf } from "~/lib/outcomes";
import { changeFilter } from "./filter";

const ANY = "any";

interface DecisionFiltersProps {
  filter: DecisionFilter;
  onChange: (filter: DecisionFilter) => void;
}

/** Closed sets of outcomes and kinds, and a stretch of time. */
export function DecisionFilters({ filter, onChange }: DecisionFiltersProps) {
  const change = (part: DecisionFilter) => onChange(changeFilter(filter, part, outcomesOf));
  return (
    <search aria-label="Filter the decisions" className="flex flex-wrap items-end gap-x-6 gap-y-3">
      <Choice
        label="Outcome"
        options={options(outcomesOf(filter.kind))}
        value={filter.outcome ?? ANY}
        onChange={(value) => change({ outcome: chosen(value) })}
      />
      <Choice
        label="Kind"
        options={options(KINDS)}
        value={filter.kind ?? ANY}
        onChange={(value) => change({ kind: chosen(value) })}
      />
      <TextField
        label="From (UTC)"
        type="datetime-local"
        value={filter.from ?? ""}
        onChange={(from) => change({ from: from || undefined })}
      />
      <TextField
        label="Before (UTC)"
        type="datetime-local"
        value={filter.to ?? ""}
        onChange={(to) => change({ to: to || undefined })}
      />
    </search>
  );
}

function options(words: string[]) {
  return [{ id: ANY, label: "Any" }, ...words.map((id) => ({ id, label: humanise(id) }))];
}

function chosen(value: string): string | undefined {
  return value === ANY ? undefined : value;
}
