import { describe, expect, test } from "vitest";
import { readEvents } from "~/api/jobs";
import type { PlanRequest } from "~/api/plans";
import { LineChart } from "~/design/LineChart";
import { readSchema } from "~/features/environments/schemaText";
import {
  readEnvironmentSearch,
  readSimulatorSearch,
  readTrainingSearch,
} from "~/features/environments/search";
import { EMPTY, formOf, missing, nextKey, orderOf } from "~/features/newPlan/form";
import { readNewPlanSearch, readPlansSearch } from "~/features/plans/search";
import { proves, rejectionText, stepsTaken } from "~/lib/planWords";
import { place, polyline, scaleOf, thinned } from "~/lib/series";
import { find, render } from "./render";

const REQUEST: PlanRequest = {
  environment: "env_1",
  schema_version: 1,
  model: 2,
  policy: "ab",
  state: { objects: [] },
  goals: [{ named: "cool" }, { expression: "objects.size() > 0" }],
  rules: [{ name: "one", expression: "true" }],
  task: "",
  score: 0,
  horizon: 6,
  cost_budget: null,
  expansions: 500,
  time_ms: 2500,
  method: "best_first",
  seed: 3,
  tolerance: { absolute: 0.5, relative: 0 },
};

describe("the form for a plan", () => {
  test("begins as a request was, and makes the same request again", () => {
    const order = orderOf(formOf(REQUEST), "room", REQUEST.state);
    const { schema_version, model, policy, rules, cost_budget, ...same } = REQUEST;
    expect(order).toEqual({
      ...same,
      environment: "room",
      guardrails: rules,
      cost_budget: undefined,
      policy: undefined,
      model: undefined,
    });
  });

  test("leaves out what was not typed, and rows that are empty", () => {
    const typed = {
      ...EMPTY,
      named: ["cool"],
      expressions: [{ key: 0, expression: " " }],
      rules: [{ key: 0, name: "", expression: "" }],
      costBudget: "4.5",
      horizon: "",
    };
    const order = orderOf(typed, "room", { objects: [] });
    expect(order.goals).toEqual([{ named: "cool" }]);
    expect(order.guardrails).toEqual([]);
    expect([order.cost_budget, order.horizon, order.time_ms]).toEqual([4.5, undefined, 10_000]);
  });

  test("says what is missing", () => {
    expect(missing(EMPTY)).toBe("Choose a goal, or write one.");
    expect(missing({ ...EMPTY, named: ["a"] })).toBeUndefined();
    const half = { key: 0, name: "", expression: "true" };
    expect(missing({ ...EMPTY, named: ["a"], rules: [half] })).toContain("name");
  });

  test("gives each row a key of its own", () => {
    expect(nextKey([])).toBe(0);
    expect(nextKey([{ key: 4 }, { key: 1 }])).toBe(5);
  });
});

describe("a plan that is followed", () => {
  const kinds = (...events: string[]) => events.map((kind) => ({ kind }));

  test("counts the actions of the present plan, not those of the one before a surprise", () => {
    expect(stepsTaken(kinds("planned"))).toBe(0);
    expect(stepsTaken(kinds("planned", "approved", "observed", "observed"))).toBe(2);
    expect(stepsTaken(kinds("planned", "observed", "surprised"))).toBe(0);
    expect(stepsTaken(kinds("planned", "observed", "surprised", "observed", "reached"))).toBe(2);
    expect(stepsTaken(kinds("planned", "observed", "abandoned"))).toBe(1);
  });

  test("names who rejected another", () => {
    const guardrail = { kind: "guardrail", name: "cool", detail: "is false", member: 0 } as const;
    expect(rejectionText(guardrail).by).toBe("Guardrail cool");
    expect(rejectionText(guardrail).detail).toContain("member 1");
    expect(rejectionText({ kind: "cost_budget", cost: 9, budget: 4 })).toEqual({
      by: "Cost budget",
      detail: "would cost 9 of at most 4",
    });
    expect(rejectionText({ kind: "higher_energy", by: 0.25 }).detail).toContain("0.250");
  });

  test("is proved only where the whole horizon was searched", () => {
    expect(["optimal", "unreachable", "already_true"].every(proves)).toBe(true);
    expect(["feasible", "budget_spent", "stopped", "not_found"].some(proves)).toBe(false);
  });
});

describe("curves", () => {
  test("go from the lower left to the upper right of their scale", () => {
    const scale = scaleOf([0, 2, 4]);
    expect(scale).toEqual({ ends: [0, 4], logarithmic: false });
    expect(polyline([10, 20, 30], [0, 2, 4], scale, [100, 50])).toBe("0,50 50,25 100,0");
  });

  test("are drawn in powers of ten where they fall many-fold, but never through zero", () => {
    const scale = scaleOf([1000, 10, 0.1]);
    expect(scale).toEqual({ ends: [0.1, 1000], logarithmic: true });
    expect(place(10, scale)).toBeCloseTo(0.5);
    expect(scaleOf([1000, 0]).logarithmic).toBe(false);
  });

  test("of shares fill the scale from 0 to 1, and what cannot be drawn is left out", () => {
    expect(scaleOf([0.9], true).ends).toEqual([0, 1]);
    expect(polyline([1, 2], [Number.NaN, 1], scaleOf([], true), [10, 10])).toBe("10,0");
    expect(place(3, { ends: [0, 1], logarithmic: false })).toBe(1);
  });

  test("are thinned to the first and the last point and some between", () => {
    const points = Array.from({ length: 101 }, (_, index) => index);
    expect(thinned(points, 5)).toEqual([0, 25, 50, 75, 100]);
    expect(thinned([1, 2], 5)).toEqual([1, 2]);
  });

  test("say in words what they show", async () => {
    const series = [{ name: "Heads", values: [4, 0.5] }];
    const view = await render(<LineChart title="Loss" steps={[1, 9]} series={series} />);
    expect(find(view, "svg").getAttribute("aria-label")).toBe(
      "Loss, step 1 to 9: Heads from 4 to 0.5",
    );
  });
});

describe("server-sent events", () => {
  test("are read whole; what has not come yet is kept", () => {
    const text = 'event: progress\ndata: {"done": 1}\n\n: keep alive\n\nevent: done\ndata: [DO';
    const { events, remainder } = readEvents(text);
    expect(events).toEqual([{ name: "progress", data: '{"done": 1}' }]);
    expect(readEvents(`${remainder}NE]\n\n`).events).toEqual([{ name: "done", data: "[DONE]" }]);
  });

  test("may end their lines with carriage returns, and hold several lines of data", () => {
    expect(readEvents("data: a\r\ndata:b\r\n\r\n").events).toEqual([
      { name: "message", data: "a\nb" },
    ]);
  });
});

describe("what stands in the URL", () => {
  test("is kept where it can be meant, and dropped where it cannot", () => {
    expect(readPlansSearch({ environment: "lamps", status: "ready", cursor: "plan_01" })).toEqual({
      environment: "lamps",
      status: "ready",
      cursor: "plan_01",
    });
    const nothing = { environment: undefined, status: undefined, cursor: undefined };
    expect(readPlansSearch({ environment: "../x", status: "lost", cursor: 4 })).toEqual(nothing);
    expect(readNewPlanSearch({ like: "dec_1", from: -1 })).toEqual({});
    expect(readEnvironmentSearch({ version: 2, cursor: 20, transition: 0 })).toEqual({
      version: 2,
      cursor: "20",
      transition: 0,
    });
    expect(readTrainingSearch({ job: "job_0a" })).toEqual({ job: "job_0a" });
    expect(readSimulatorSearch({ from: 1.5, model: 0, policy: "a b" })).toEqual({});
  });
});

test("a schema that is typed may be left out, and says what is wrong with it", () => {
  expect(readSchema(" ")).toEqual({ schema: null });
  expect(readSchema('{"types": {}}')).toEqual({ schema: { types: {} } });
  expect(readSchema("[1]")).toMatchObject({ fault: expect.stringContaining("types") });
  expect(readSchema("{")).toMatchObject({ fault: expect.any(String) });
});
