/** Differences of two states, and changes as lines to read. */
import type { Change, Property, Value, World, WorldObject, WorldSchema } from "~/api/world";
import { printWorldValue, sameValue } from "./worldValues";

/** One change: what of which object, before and now. */
export interface ChangeLine {
  object: string;
  /** The property, or what else of the object changes. */
  what: string;
  /** Absent where there was nothing. */
  before?: string;
  /** Absent where nothing is left. */
  now?: string;
}

export function objectOf(world: World, id: string): WorldObject | undefined {
  return world.objects.find((object) => object.id === id);
}

/** Changes as lines; what was before is read off the state that they are made to. */
export function changeLines(before: World, changes: Change[], schema?: WorldSchema): ChangeLine[] {
  return changes.map((change) => lineOf(before, change, schema));
}

function lineOf(before: World, change: Change, schema?: WorldSchema): ChangeLine {
  if (change.change === "create") {
    const { id, type, parent } = change.object;
    return { object: id, what: "object", now: parent ? `${type} in ${parent}` : type };
  }
  const object = objectOf(before, change.id);
  const was = (value: Value | undefined, property?: Property) =>
    value === undefined ? undefined : printWorldValue(value, property);
  switch (change.change) {
    case "set":
    case "unset": {
      const property = propertyOf(schema, object, change.property);
      const line = { object: change.id, what: change.property };
      const earlier = was(object?.properties[change.property], property);
      if (change.change === "unset") return { ...line, before: earlier ?? "none" };
      return { ...line, before: earlier ?? "none", now: printWorldValue(change.value, property) };
    }
    case "rename":
      return { object: change.id, what: "name", before: object?.name ?? "none", now: change.name };
    case "retype":
      return { object: change.id, what: "type", before: object?.type, now: change.type };
    case "move":
      return placed(change.id, object?.parent, change.parent ?? undefined);
    case "delete":
      return { object: change.id, what: "object", before: object?.type ?? "there" };
  }
}

/** A move within its container is one of place, not of container. */
function placed(object: string, from: string | undefined, to: string | undefined): ChangeLine {
  if (from === to) return { object, what: "place", before: "elsewhere", now: "moved" };
  return { object, what: "container", before: from ?? "none", now: to ?? "none" };
}

export function propertyOf(
  schema: WorldSchema | undefined,
  object: WorldObject | undefined,
  name: string,
): Property | undefined {
  return object ? schema?.types[object.type]?.properties?.[name] : undefined;
}

/** What leads from one state to the other, without the order of objects. */
export function differences(before: World, after: World): Change[] {
  const old = new Map(before.objects.map((object) => [object.id, object]));
  const now = new Set(after.objects.map(({ id }) => id));
  const gone: Change[] = before.objects
    .filter(({ id }) => !now.has(id))
    .map(({ id }) => ({ change: "delete", id }));
  return gone.concat(
    after.objects.flatMap((object): Change[] => {
      const earlier = old.get(object.id);
      return earlier ? ofObject(earlier, object) : [{ change: "create", object }];
    }),
  );
}

function ofObject(before: WorldObject, after: WorldObject): Change[] {
  const { id } = after;
  const changes: Change[] = [];
  if (before.type !== after.type) changes.push({ change: "retype", id, type: after.type });
  if ((before.name ?? "") !== (after.name ?? "")) {
    changes.push({ change: "rename", id, name: after.name ?? "" });
  }
  if (before.parent !== after.parent) changes.push({ change: "move", id, parent: after.parent });
  for (const property of Object.keys(before.properties)) {
    if (!(property in after.properties)) changes.push({ change: "unset", id, property });
  }
  for (const [property, value] of Object.entries(after.properties)) {
    if (!sameValue(before.properties[property], value)) {
      changes.push({ change: "set", id, property, value });
    }
  }
  return changes;
}

/** Objects and their properties that changes touch: `id` alone for one that is new, `id property` for the rest. */
export function touched(changes: Change[]): Set<string> {
  return new Set(
    changes.map((change) => {
      switch (change.change) {
        case "create":
          return change.object.id;
        case "set":
        case "unset":
          return `${change.id} ${change.property}`;
        case "move":
          return `${change.id} \u2192`;
        default:
          return change.id;
      }
    }),
  );
}

/** The key of an object's container in what `touched` gives. */
export const CONTAINER = "\u2192";
