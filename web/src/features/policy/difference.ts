/** What the difference of two versions shows, in the order in which a reviewer wants it. */
import type { ObjectiveSpec, PolicyDifference } from "~/api/policies";
import type { Tone } from "~/lib/outcomes";
import { printValue } from "~/lib/values";

export interface ChangeLine {
  path: string;
  from: string;
  to: string;
}

export interface ObjectiveLine {
  id: string;
  /** A word for what happens to the objective. */
  change: string;
  tone: Tone;
  fields: ChangeLine[];
}

const EFFECTS: Record<string, { label: string; tone: Tone; weight: number }> = {
  removed: { label: "Removed", tone: "bad", weight: 0 },
  looser: { label: "Looser", tone: "bad", weight: 1 },
  mixed: { label: "Stricter and looser", tone: "warn", weight: 2 },
  unknown: { label: "Changed, effect unknown", tone: "warn", weight: 3 },
  stricter: { label: "Stricter", tone: "good", weight: 4 },
  added: { label: "Added", tone: "good", weight: 5 },
  neutral: { label: "Changed in words only", tone: "plain", weight: 6 },
};
const UNKNOWN = { label: "Changed", tone: "warn" as Tone, weight: 3 };

/** Every objective that is not the same; what lets more through comes first. */
export function objectiveLines(difference: PolicyDifference): ObjectiveLine[] {
  const whole = (objective: ObjectiveSpec, change: string) => ({
    id: objective.id,
    change,
    fields: Object.entries(objective)
      .filter(([path]) => path !== "id")
      .map(([path, value]) => ({ path, ...sides(change, printValue(value)) })),
  });
  const entries = [
    ...difference.removed.map((objective) => whole(objective, "removed")),
    ...difference.added.map((objective) => whole(objective, "added")),
    ...difference.changed.map(({ id, effect, fields }) => ({
      id,
      change: effect,
      fields: lines(fields),
    })),
  ];
  return entries
    .toSorted((left, right) => effectOf(left.change).weight - effectOf(right.change).weight)
    .map(({ id, change, fields }) => {
      const { label, tone } = effectOf(change);
      return { id, change: label, tone, fields };
    });
}

export function lines(fields: PolicyDifference["fields"]): ChangeLine[] {
  return fields.map(({ path, from, to }) => ({ path, from: printValue(from), to: printValue(to) }));
}

function sides(change: string, value: string): { from: string; to: string } {
  return change === "removed" ? { from: value, to: "none" } : { from: "none", to: value };
}

function effectOf(change: string) {
  return EFFECTS[change] ?? UNKNOWN;
}

/**
 * Which version a reviewer compares with unless they say otherwise: the one in force, and where that
 * is the open one, the newest before it.
 */
export function comparedWith(
  shown: number,
  versions: { version: number; status: string }[],
): number | null {
  const active = versions.find(({ status }) => status === "active")?.version;
  if (active !== undefined && active !== shown) return active;
  const earlier = versions.map(({ version }) => version).filter((version) => version < shown);
  return earlier.length > 0 ? Math.max(...earlier) : null;
}
