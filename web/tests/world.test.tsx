import { describe, expect, test } from "vitest";
import type { Change, Property, World, WorldSchema } from "~/api/world";
import { ChangeList } from "~/features/world/ChangeList";
import { Readings } from "~/features/world/Readings";
import { ValueField } from "~/features/world/ValueField";
import { WorldView } from "~/features/world/WorldView";
import { byProperty } from "~/lib/propertyExactness";
import { changeLines, differences, touched } from "~/lib/worldChanges";
import {
  containersFor,
  initialValue,
  newObject,
  putObject,
  readNumber,
  readWorld,
  referable,
  removeObject,
  writeWorld,
} from "~/lib/worldEditing";
import { actionLine, describeProperty, printWorldValue, sameValue } from "~/lib/worldValues";
import { click, find, render } from "./render";

const SCHEMA: WorldSchema = {
  types: {
    room: { properties: {} },
    rack: {
      contained_in: ["room"],
      properties: {
        heat: { kind: "number", unit: "celsius", minimum: 10, maximum: 95 },
        fan: { kind: "boolean" },
      },
    },
    server: {
      contained_in: ["rack"],
      properties: {
        health: { kind: "category", values: ["healthy", "failed"] },
        backup: { kind: "reference", types: ["server"], optional: true },
      },
    },
  },
};

function world(): World {
  return {
    objects: [
      { id: "hall", type: "room", properties: {} },
      { id: "r1", type: "rack", parent: "hall", properties: { heat: 41, fan: false } },
      { id: "r2", type: "rack", parent: "hall", properties: { heat: 20, fan: true } },
      {
        id: "s1",
        type: "server",
        parent: "r1",
        properties: { health: "healthy", backup: { ref: "s2" } },
      },
      { id: "s2", type: "server", parent: "r2", properties: { health: "healthy", backup: null } },
    ],
  };
}

describe("values", () => {
  test("are printed in a line, numbers with their unit", () => {
    const heat = SCHEMA.types.rack?.properties?.heat;
    expect(printWorldValue(41.5, heat)).toBe("41.5 celsius");
    expect(printWorldValue(-3)).toBe("\u22123");
    expect([true, false, null, undefined, "", "x"].map((value) => printWorldValue(value))).toEqual([
      "yes",
      "no",
      "none",
      "none",
      "empty",
      "x",
    ]);
    expect(printWorldValue([{ ref: "a" }, { ref: "b" }])).toBe("a, b");
    expect(printWorldValue({ low: 1, high: [] })).toBe("low: 1; high: empty");
  });

  test("are the same whatever the order of fields, and only then", () => {
    expect(sameValue({ a: 1, b: [{ ref: "x" }] }, { b: [{ ref: "x" }], a: 1 })).toBe(true);
    expect(sameValue({ a: 1 }, { a: 1, b: null })).toBe(false);
    expect(sameValue([1, 2], [2, 1])).toBe(false);
    expect(sameValue({ ref: "x" }, "x")).toBe(false);
    expect(sameValue(null, undefined)).toBe(false);
  });

  test("have their kind described with unit, bounds and whether they may be absent", () => {
    const property: Property = { kind: "number", unit: "hour", minimum: 0, integer: true };
    expect(describeProperty(property)).toBe("number, hour, at least 0, whole");
    expect(describeProperty({ kind: "number", observed: [1, 4] })).toBe("number, seen 1 to 4");
    expect(describeProperty({ kind: "reference", types: ["a", "b"], optional: true })).toBe(
      "reference, to a or b, may be absent",
    );
    expect(describeProperty({ kind: "list", items: { kind: "boolean" } })).toBe("list, of boolean");
  });

  test("of actions stand in the order of their roles' names, as the server writes them", () => {
    const action = { verb: "move", arguments: { to: { ref: "r2" }, item: { ref: "b1" }, by: 2 } };
    expect(actionLine(action)).toBe("move by=2 item=b1 to=r2");
    expect(actionLine({ verb: "wait" })).toBe("wait");
  });
});

describe("the difference of two states", () => {
  test("of a state with itself is nothing", () => {
    expect(differences(world(), world())).toEqual([]);
  });

  test("names what is set, moved, made and gone, and nothing else", () => {
    const after = world();
    const [, first, , server] = after.objects;
    if (first) first.properties.heat = 44;
    if (server) server.parent = "r2";
    after.objects = [...after.objects.slice(0, 4), { id: "s3", type: "server", properties: {} }];
    expect(differences(world(), after)).toEqual([
      { change: "delete", id: "s2" },
      { change: "set", id: "r1", property: "heat", value: 44 },
      { change: "move", id: "s1", parent: "r2" },
      { change: "create", object: { id: "s3", type: "server", properties: {} } },
    ]);
  });

  test("is read with what was before, in the unit of the property", () => {
    const changes: Change[] = [
      { change: "set", id: "r1", property: "heat", value: 44 },
      { change: "set", id: "s2", property: "backup", value: { ref: "s1" } },
      { change: "unset", id: "s1", property: "health" },
      { change: "move", id: "s1", parent: "r2" },
      { change: "move", id: "s1", parent: "r1", index: 2 },
      { change: "delete", id: "s2" },
    ];
    expect(changeLines(world(), changes, SCHEMA)).toEqual([
      { object: "r1", what: "heat", before: "41 celsius", now: "44 celsius" },
      { object: "s2", what: "backup", before: "none", now: "s1" },
      { object: "s1", what: "health", before: "healthy" },
      { object: "s1", what: "container", before: "r1", now: "r2" },
      { object: "s1", what: "place", before: "elsewhere", now: "moved" },
      { object: "s2", what: "object", before: "server" },
    ]);
  });

  test("is marked in the table of the state, and read out", async () => {
    const changes: Change[] = [{ change: "set", id: "r1", property: "heat", value: 44 }];
    const after = putObject(world(), {
      id: "r1",
      type: "rack",
      parent: "hall",
      properties: { heat: 44, fan: false },
    });
    expect([...touched(changes)]).toEqual(["r1 heat"]);
    const view = await render(
      <WorldView world={after} schema={SCHEMA} before={world()} changes={changes} />,
    );
    expect([...view.querySelectorAll("ins")].map((one) => one.textContent)).toEqual(["now 44"]);
    expect([...view.querySelectorAll("del")].map((one) => one.textContent)).toEqual(["before 41"]);
    expect(find(view, "table caption").textContent).toBe("Objects of type room");
  });

  test("that is long is cut, and the rest is counted", async () => {
    const changes: Change[] = [1, 2, 3].map((value) => ({
      change: "set",
      id: "r1",
      property: "heat",
      value,
    }));
    const view = await render(<ChangeList before={world()} changes={changes} most={1} />);
    expect(view.querySelectorAll("li")).toHaveLength(2);
    expect(view.textContent).toContain("and 2 more changes");
  });
});

describe("exactness by property", () => {
  const rack = (heat: number, fan: boolean) =>
    putObject(world(), { id: "r1", type: "rack", parent: "hall", properties: { heat, fan } });

  test("counts what was recorded, what of it was predicted, and what was invented", () => {
    const compared = [
      { before: world(), recorded: rack(44, false), predicted: rack(44, false) },
      { before: world(), recorded: rack(44, false), predicted: rack(45, true) },
      { before: world(), recorded: rack(44, false), predicted: world() },
    ];
    expect(byProperty(compared)).toEqual([
      { what: "rack.fan", changes: 0, exact: 0, invented: 1 },
      { what: "rack.heat", changes: 3, exact: 1, invented: 0 },
    ]);
    expect(byProperty([{ before: world(), recorded: world(), predicted: world() }])).toEqual([]);
  });

  test("takes what is made, goes or moves as a whole", () => {
    const less = removeObject(world(), "s2");
    const server = newObject(world(), SCHEMA, "server");
    const more = putObject(world(), server);
    const other = putObject(world(), { ...server, parent: "r2" });
    const compared = [
      { before: world(), recorded: less, predicted: less },
      { before: world(), recorded: less, predicted: world() },
      { before: world(), recorded: more, predicted: more },
      { before: world(), recorded: more, predicted: world() },
      { before: world(), recorded: world(), predicted: other },
    ];
    expect(byProperty(compared)).toEqual([
      { what: "server, created", changes: 2, exact: 1, invented: 1 },
      { what: "server, deleted", changes: 2, exact: 1, invented: 0 },
    ]);
  });
});

describe("editing a state", () => {
  test("a new object has a name of its own, a container that may hold it, and every property", () => {
    const object = newObject(world(), SCHEMA, "server");
    expect(object).toEqual({
      id: "server-1",
      type: "server",
      parent: "r1",
      properties: { health: "healthy", backup: null },
    });
    const twice = newObject(putObject(world(), object), SCHEMA, "server");
    expect(twice.id).toBe("server-2");
    expect(initialValue({ kind: "number", maximum: -2 })).toBe(-2);
  });

  test("containers are of the types that the schema names, and never within the object", () => {
    const of = (id: string) => world().objects.find((one) => one.id === id) ?? world().objects[0];
    const ids = (id: string) => {
      const object = of(id);
      return object ? containersFor(world(), SCHEMA, object).map((one) => one.id) : [];
    };
    expect(ids("s1")).toEqual(["r1", "r2"]);
    // The schema says nothing of a room: anything may hold it but what it holds itself.
    expect(ids("hall")).toEqual([]);
    expect(referable(world(), ["server"]).map(({ id }) => id)).toEqual(["s1", "s2"]);
  });

  test("an object that is renamed takes what it holds and what refers to it along", () => {
    const renamed = putObject(
      world(),
      { id: "s9", type: "server", parent: "r2", properties: { health: "healthy", backup: null } },
      "s2",
    );
    expect(renamed.objects[3]?.properties.backup).toEqual({ ref: "s9" });
    const rack = putObject(world(), { id: "r9", type: "rack", properties: {} }, "r1");
    expect(rack.objects[3]?.parent).toBe("r9");
    expect(world().objects[3]?.parent).toBe("r1");
  });

  test("what an object held goes where the object was", () => {
    const less = removeObject(world(), "r1");
    expect(less.objects.map(({ id, parent }) => [id, parent])).toEqual([
      ["hall", undefined],
      ["r2", "hall"],
      ["s1", "hall"],
      ["s2", "r2"],
    ]);
  });

  test("a state that is written out is read as it was; what is none says why", () => {
    expect(readWorld(writeWorld(world()))).toEqual({ world: world() });
    expect(readWorld("{")).toMatchObject({ fault: expect.any(String) });
    expect(readWorld("[]")).toMatchObject({ fault: expect.stringContaining("objects") });
    expect(readWorld('{"objects": [{"id": "a"}]}')).toMatchObject({
      fault: expect.stringContaining("Object 1"),
    });
    expect(readWorld('{"objects": [{"id": "a", "type": "t"}]}')).toEqual({
      world: { objects: [{ id: "a", type: "t", properties: {} }] },
    });
  });

  test("numbers say what is wrong with them", () => {
    const property: Property = { kind: "number", minimum: 0, maximum: 3, integer: true };
    expect(readNumber(" 2 ", property)).toEqual({ value: 2 });
    expect(readNumber("2.5", property).fault).toBeDefined();
    expect(readNumber("4", property).fault).toBe("At most 3.");
    expect(readNumber("-1", property).fault).toBe("At least 0.");
    expect(readNumber("", property).fault).toBeDefined();
    expect(readNumber("", { ...property, optional: true })).toEqual({ value: null });
    expect(readNumber("x", property)).toMatchObject({ value: null, fault: expect.any(String) });
  });

  test("a list grows by a reference to what there is, and shrinks by the item that was meant", async () => {
    const taken: unknown[] = [];
    const property: Property = { kind: "list", items: { kind: "reference", types: ["server"] } };
    const view = await render(
      <ValueField
        label="replicas"
        property={property}
        value={[{ ref: "s1" }, { ref: "s2" }]}
        world={world()}
        onChange={(value) => taken.push(value)}
      />,
    );
    await click(find(view, "[aria-label='Add an item to replicas']"));
    await click(find(view, "[aria-label='Remove item 1 of replicas']"));
    expect(taken).toEqual([[{ ref: "s1" }, { ref: "s2" }, { ref: "s1" }], [{ ref: "s2" }]]);
  });
});

test("a guardrail that cannot be told is shown as forbidding, with the reason", async () => {
  const reading = { name: "cool", holds: null, reason: "no such key `heat`" };
  const view = await render(<Readings label="Guardrails" readings={[reading]} binding />);
  expect(view.textContent).toContain("cool cannot be told: no such key `heat`");
  expect(find(view, "li > span").className).toContain("text-bad");
});
