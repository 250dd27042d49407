import type { PredicateReading } from "~/api/environments";
import { StatusMark } from "~/design/StatusMark";

interface ReadingsProps {
  label: string;
  readings: PredicateReading[];
  /** Whether something that does not hold forbids the step: a guardrail, as against a goal. */
  binding?: boolean;
}

/** What predicates say of a state. What cannot be told forbids where the predicate binds. */
export function Readings({ label, readings, binding = false }: ReadingsProps) {
  if (readings.length === 0) return null;
  return (
    <ul aria-label={label} className="flex flex-wrap gap-x-5 gap-y-1 text-sm">
      {readings.map(({ name, holds, reason }) => {
        const told = typeof holds === "boolean";
        const word = holds ? "satisfied" : told ? "violated" : "unevaluable";
        const tone = holds ? "good" : binding ? "bad" : told ? "plain" : "warn";
        const said = holds ? "holds" : told ? "does not hold" : `cannot be told: ${reason}`;
        return (
          <li key={name}>
            <StatusMark word={word} tone={tone} label={`${name} ${said}`} wraps />
          </li>
        );
      })}
    </ul>
  );
}
