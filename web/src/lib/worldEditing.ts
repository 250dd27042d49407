/** Editing a state: every function gives a new one. What the schema forbids, the server says. */
import type { Property, Structure, Value, World, WorldObject, WorldSchema } from "~/api/world";

/** What a property has until somebody says otherwise. */
export function initialValue(property: Property): Value {
  if (property.optional) return null;
  switch (property.kind) {
    case "boolean":
      return false;
    case "number":
      return property.minimum ?? property.observed?.[0] ?? Math.min(0, property.maximum ?? 0);
    case "category":
      return property.values?.[0] ?? "";
    case "text":
      return "";
    case "list":
      return [];
    case "structure":
      return initialFields(property.fields ?? {});
    default:
      return null;
  }
}

function initialFields(fields: Record<string, Property>): Structure {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, initialValue(field)]),
  );
}

/** An object of a type, with an identifier that is not taken and in the first container that may hold it. */
export function newObject(world: World, schema: WorldSchema, type: string): WorldObject {
  const taken = new Set(world.objects.map(({ id }) => id));
  let number = 1;
  while (taken.has(`${type}-${number}`)) number += 1;
  const declared = schema.types[type];
  const object: WorldObject = {
    id: `${type}-${number}`,
    type,
    properties: initialFields(declared?.properties ?? {}),
  };
  const [container] = declared?.contained_in ? containersFor(world, schema, object) : [];
  return container ? { ...object, parent: container.id } : object;
}

/** Objects that may contain this one: of a type that the schema names, and not within it. */
export function containersFor(
  world: World,
  schema: WorldSchema,
  object: WorldObject,
): WorldObject[] {
  const allowed = schema.types[object.type]?.contained_in;
  const within = insideOf(world, object.id);
  return world.objects.filter(
    ({ id, type }) => !within.has(id) && (allowed === undefined || allowed.includes(type)),
  );
}

/** An object and all that it holds, however deep. */
function insideOf(world: World, id: string): Set<string> {
  const inside = new Set([id]);
  let grown = 0;
  while (grown !== inside.size) {
    grown = inside.size;
    for (const object of world.objects) {
      if (object.parent !== undefined && inside.has(object.parent)) inside.add(object.id);
    }
  }
  return inside;
}

/** Objects that a reference may name. */
export function referable(world: World, types: string[] | undefined): WorldObject[] {
  return world.objects.filter(({ type }) => !types?.length || types.includes(type));
}

/** Puts an object in the place of the one it was, or at the end. */
export function putObject(world: World, object: WorldObject, was = object.id): World {
  const at = world.objects.findIndex(({ id }) => id === was);
  if (at < 0) return { objects: [...world.objects, object] };
  const renamed = object.id === was ? world.objects : follow(world.objects, was, object.id);
  return { objects: renamed.map((other, index) => (index === at ? object : other)) };
}

/** What an object holds goes where the object was; references to it are left for the server to name. */
export function removeObject(world: World, id: string): World {
  const container = world.objects.find((object) => object.id === id)?.parent;
  const rest = world.objects.filter((object) => object.id !== id);
  return {
    objects: rest.map((object) =>
      object.parent === id ? { ...object, parent: container } : object,
    ),
  };
}

function follow(objects: WorldObject[], was: string, now: string): WorldObject[] {
  return objects.map((object) => ({
    ...object,
    parent: object.parent === was ? now : object.parent,
    properties: renamedIn(object.properties, was, now) as Record<string, Value>,
  }));
}

function renamedIn(value: Value, was: string, now: string): Value {
  if (Array.isArray(value)) return value.map((item) => renamedIn(item, was, now));
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value);
  if (fields.length === 1 && value.ref === was) return { ref: now };
  return Object.fromEntries(fields.map(([name, field]) => [name, renamedIn(field, was, now)]));
}

/** A state that was written out, or what is wrong with it as a text. */
export function readWorld(text: string): { world: World } | { fault: string } {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
  const objects = (read as World | null)?.objects;
  if (!Array.isArray(objects)) return { fault: "A state is an object with a list `objects`." };
  const at = objects.findIndex(
    (one) => typeof one?.id !== "string" || typeof one.type !== "string",
  );
  if (at >= 0) return { fault: `Object ${at + 1} needs an \`id\` and a \`type\`.` };
  return {
    world: { objects: objects.map((one) => ({ ...one, properties: one.properties ?? {} })) },
  };
}

export function writeWorld(world: World): string {
  return JSON.stringify(world, null, 2);
}

/** A number as it was typed, and why it will not do. */
export function readNumber(text: string, property: Property): { value: Value; fault?: string } {
  const trimmed = text.trim();
  if (trimmed === "") {
    return property.optional ? { value: null } : { value: null, fault: "A number is needed." };
  }
  const value = Number(trimmed);
  if (!Number.isFinite(value)) return { value: null, fault: "This is no number." };
  if (property.integer && !Number.isInteger(value)) return { value, fault: "It must be whole." };
  const { minimum, maximum } = property;
  if (typeof minimum === "number" && value < minimum)
    return { value, fault: `At least ${minimum}.` };
  if (typeof maximum === "number" && value > maximum)
    return { value, fault: `At most ${maximum}.` };
  return { value };
}
