import type { ReactNode } from "react";

export interface Fact {
  label: string;
  value: ReactNode;
}

/** Label and value pairs, one a line, ruled like a register. Empty values are left out. */
export function Facts({ facts }: { facts: Fact[] }) {
  const shown = facts.filter((fact) => fact.value !== null && fact.value !== undefined);
  return (
    <dl className="text-sm">
      {shown.map((fact) => (
        <div
          key={fact.label}
          className="flex flex-wrap items-baseline justify-between gap-x-4 border-b border-rule py-1.5 last:border-b-0"
        >
          <dt className="text-soft">{fact.label}</dt>
          <dd className="min-w-0 text-right wrap-anywhere">{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}
