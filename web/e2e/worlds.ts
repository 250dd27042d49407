/** A small world of lamps and a fuse, for the tests of environments and plans: its schema, all of its transitions. */
import { call } from "./support.ts";

/** The second lamp can be pressed where the first is on; the fuse cannot be put back. */
export const SCHEMA = {
  description: "Two lamps in a row, and a fuse.",
  types: {
    lamp: {
      properties: {
        on: { kind: "boolean" },
        before: { kind: "reference", types: ["lamp"], optional: true },
      },
    },
    fuse: { properties: { pulled: { kind: "boolean" } } },
  },
  actions: {
    press: {
      roles: [{ name: "lamp", kind: "reference", types: ["lamp"] }],
      precondition: "lamp.before == null || objects_by_id[lamp.before].on",
    },
    pull: {
      roles: [{ name: "fuse", kind: "reference", types: ["fuse"] }],
      irreversible: true,
    },
  },
  goals: {
    all_on: { expression: "objects.all(o, o.type != 'lamp' || o.on)" },
    safe: { expression: "objects.exists(o, o.type == 'fuse' && o.pulled)" },
  },
  guardrails: {
    first_stays: { expression: "objects_by_id['a'].on || !objects_by_id['b'].on" },
  },
};

/** No two lamps at once: with it, all of them cannot be on. */
export const NEVER_TWO = "objects.filter(o, o.type == 'lamp' && o.on).size() < 2";

function state(first: boolean, second: boolean, pulled: boolean) {
  const lamp = (id: string, on: boolean, before: string | null) => ({
    id,
    type: "lamp",
    properties: { on, before: before ? { ref: before } : null },
  });
  const fuse = { id: "f", type: "fuse", properties: { pulled } };
  return { objects: [lamp("a", first, null), lamp("b", second, "a"), fuse] };
}

/** Every state with every action: one line each, 24 of them. The first begins where everything is off. */
export function transitions(): string[] {
  return Array.from({ length: 8 }, (_, code) => code).flatMap((code) => {
    const [first, second, pulled] = [(code & 1) > 0, (code & 2) > 0, (code & 4) > 0];
    const row = (step: number, verb: string, role: string, id: string, next: unknown) =>
      JSON.stringify({
        trajectory: `${code}-${step}`,
        state: state(first, second, pulled),
        action: { verb, arguments: { [role]: { ref: id } } },
        next_state: next,
      });
    return [
      row(0, "press", "lamp", "a", state(first === pulled, second, pulled)),
      row(1, "press", "lamp", "b", state(first, first && !pulled ? !second : second, pulled)),
      row(2, "pull", "fuse", "f", state(first, second, true)),
    ];
  });
}

/** What actions change is induced from the transitions: few steps are enough. */
export const STEPS = 10;
let drawn = 0;

export function newWorldName(): string {
  drawn += 1;
  return `lamps-${Date.now().toString(36)}-${drawn}`;
}

/** A key that plans, and one that approves what cannot be undone. */
export async function planningKeys(): Promise<{ planner: string; approver: string }> {
  const create = async (name: string, scopes: string[]) =>
    (await call<{ key: string }>("POST", "/v1/keys", { name, scopes })).key;
  const worlds = ["environment:read", "environment:write", "memory:read", "memory:write"];
  // The planner may approve in general, so that what stops them is that they asked.
  const plans = ["plan:read", "plan:write", "plan:approve", "policy:read"];
  return {
    planner: await create("e2e planner", [...worlds, ...plans]),
    approver: await create("e2e approver", ["environment:read", "plan:read", "plan:approve"]),
  };
}
