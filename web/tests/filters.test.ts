import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { listDecisions } from "~/api/endpoints";
import { detach } from "~/api/policies";
import { requestText } from "~/features/backtest/requestText";
import { readBacktestSearch } from "~/features/backtest/search";
import { changeFilter, readDecisionFilter } from "~/features/decisions/filter";
import { operatingPoints, precisionRecallLine } from "~/features/heads/curve";
import { outcomesOf } from "~/lib/outcomes";
import { cursorBefore, parseUtc, toRfc3339 } from "~/lib/times";

describe("the filter of decisions", () => {
  test("is closed: a word that no decision can have is dropped", () => {
    expect(readDecisionFilter({ outcome: "rolled_back", kind: "policy" })).toMatchObject({
      outcome: "rolled_back",
      kind: "policy",
    });
    expect(readDecisionFilter({ outcome: "rolled", kind: "policies" })).toEqual({});
  });

  test("keeps times to the minute and nothing else", () => {
    const times = { from: "2026-11-25T10:00", to: "yesterday" };
    expect(readDecisionFilter(times)).toEqual({ from: "2026-11-25T10:00" });
  });

  test("begins again when it changes, and drops an outcome that the kind does not have", () => {
    const filter = { outcome: "answered", cursor: "dec_1" };
    expect(changeFilter(filter, { from: "2026-11-25T10:00" }, outcomesOf)).toEqual({
      outcome: "answered",
      from: "2026-11-25T10:00",
    });
    expect(changeFilter(filter, { kind: "policy" }, outcomesOf)).toEqual({
      kind: "policy",
      outcome: undefined,
    });
  });
});

describe("times", () => {
  test("are UTC, to the minute", () => {
    expect(parseUtc("1970-01-01T00:01")).toBe(60_000);
    expect(parseUtc("1970-13-01T00:01")).toBeNull();
    expect(parseUtc("1970-01-01")).toBeNull();
    expect(toRfc3339("2026-11-25T10:00")).toBe("2026-11-25T10:00:00.000Z");
    expect(toRfc3339("")).toBeUndefined();
  });

  test("as cursors lie between the identifiers of before and after", () => {
    const time = Date.parse("2026-11-25T10:00:00Z");
    const identifier = (ms: number, rest: string) =>
      `dec_${ms.toString(16).padStart(12, "0")}${rest.padEnd(20, "0")}`;
    expect(identifier(time - 1, "7fff") < cursorBefore(time)).toBe(true);
    expect(identifier(time, "7000") > cursorBefore(time)).toBe(true);
    expect(cursorBefore(time)).toHaveLength(36);
  });
});

describe("calls", () => {
  const requests: Request[] = [];
  let reply: () => Response;

  beforeEach(() => {
    requests.length = 0;
    vi.stubGlobal("fetch", async (request: Request) => {
      requests.push(request);
      return reply();
    });
  });
  afterEach(() => vi.unstubAllGlobals());

  test("for a stretch of time end with the page that passes its beginning", async () => {
    const entry = (created_at: string) => ({ created_at });
    const data = [entry("2026-11-25T10:30:00Z"), entry("2026-11-25T09:59:59Z")];
    reply = () => Response.json({ object: "list", data, next_cursor: "dec_0" });
    const page = await listDecisions({ from: "2026-11-25T10:00", to: "2026-11-25T11:00" });
    expect(page).toMatchObject({ data: [data[0]], next_cursor: null });
    const { searchParams } = new URL(requests[0]?.url ?? "");
    expect(Object.fromEntries(searchParams)).toEqual({
      limit: "25",
      cursor: cursorBefore(Date.parse("2026-11-25T11:00:00Z")),
    });
    await listDecisions({ to: "2026-11-25T11:00", cursor: "dec_5" });
    expect(new URL(requests[1]?.url ?? "").searchParams.get("cursor")).toBe("dec_5");
  });

  test("without a body in the reply succeed, and fail as others do", async () => {
    reply = () => new Response(null, { status: 204 });
    await expect(detach("tenant", "self", "no longer")).resolves.toBeUndefined();
    expect(requests[0]?.method).toBe("DELETE");
    reply = () => Response.json({ title: "No", code: "not_found", status: 404 }, { status: 404 });
    await expect(detach("tenant", "self", "no longer")).rejects.toThrow("No");
  });
});

test("what the URL says of a back-test is kept where it can be meant", () => {
  const search = { outcome: "newly_refused", cursor: 12, row: "dec_0a" };
  expect(readBacktestSearch(search)).toEqual({ ...search, cursor: "12" });
  expect(readBacktestSearch({ outcome: "answered", cursor: "", row: "../x" })).toEqual({});
});

test("what was asked is a text, whatever the kind of decision", () => {
  expect(requestText({ question: "Why?" })).toBe("Why?");
  expect(requestText({ subject: { text: "Checked." }, stage: "output" })).toBe("Checked.");
  expect(requestText({ subject: { tool_call: { name: "x" } } })).toContain('"name": "x"');
  expect(requestText(null)).toBeNull();
});

describe("the curve of a label", () => {
  const curve = [
    { threshold: 0.6, precision: 1, recall: 0.5, false_positives: 0 },
    { threshold: 0.2, precision: 0.5, recall: 1, false_positives: 0.2 },
  ];

  test("runs from little recall to much, precision upwards", () => {
    expect(precisionRecallLine(curve)).toBe("160,0 320,100");
  });

  test("has each operating point where its threshold was measured nearest", () => {
    const label = {
      name: "hate",
      thresholds: { balanced: 0.55, strict: 0.9, sensitive: 0.1 },
      rows: 1,
      synthetic: 0,
      validation_positives: 1,
      validation_auprc: 0.5,
    };
    expect(
      operatingPoints({ ...label, curve }).map(({ name, point }) => [name, point.threshold]),
    ).toEqual([
      ["balanced", 0.6],
      ["strict", 0.6],
      ["sensitive", 0.2],
    ]);
    expect(operatingPoints({ ...label, curve: [] })).toEqual([]);
  });
});
