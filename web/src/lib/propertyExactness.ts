/** How exact predictions are, property by property, against what was recorded. */
import type { Change, World } from "~/api/world";
import { differences, objectOf } from "./worldChanges";

export interface Compared {
  before: World;
  recorded: World;
  predicted: World;
}

export interface PropertyRow {
  /** `type.property`, or what else of a type changes. */
  what: string;
  /** Changes that were recorded. */
  changes: number;
  /** Those of them that were predicted, to the value. */
  exact: number;
  /** Changes that were predicted where none was recorded. */
  invented: number;
}

/** Counts over transitions, in the order of the names. */
export function byProperty(all: Compared[]): PropertyRow[] {
  const rows = new Map<string, PropertyRow>();
  const row = (what: string) => {
    const known = rows.get(what) ?? { what, changes: 0, exact: 0, invented: 0 };
    rows.set(what, known);
    return known;
  };
  for (const { before, recorded, predicted } of all) {
    const wrong = new Set(differences(recorded, predicted).map(placeOf));
    const happened = differences(before, recorded);
    for (const change of happened) {
      const counted = row(nameOf(change, before));
      counted.changes += 1;
      if (!wrong.has(placeOf(change))) counted.exact += 1;
    }
    const known = new Set(happened.map(placeOf));
    for (const change of differences(before, predicted)) {
      if (!known.has(placeOf(change))) row(nameOf(change, before)).invented += 1;
    }
  }
  return [...rows.values()].toSorted((left, right) => (left.what < right.what ? -1 : 1));
}

/** Where a change is made, whatever it is: an object that is new, gone or another is wrong as a whole. */
function placeOf(change: Change): string {
  switch (change.change) {
    case "create":
      return change.object.id;
    case "delete":
      return change.id;
    case "set":
    case "unset":
      return `${change.id} property ${change.property}`;
    default:
      return `${change.id} ${change.change}`;
  }
}

function nameOf(change: Change, before: World): string {
  if (change.change === "create") return `${change.object.type}, created`;
  const type = objectOf(before, change.id)?.type ?? "unknown";
  switch (change.change) {
    case "set":
    case "unset":
      return `${type}.${change.property}`;
    case "move":
      return `${type}, container`;
    case "delete":
      return `${type}, deleted`;
    default:
      return `${type}, ${change.change === "rename" ? "name" : "type"}`;
  }
}
