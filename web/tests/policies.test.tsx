import { describe, expect, test } from "vitest";
import type { ObjectiveSpec, PolicyDifference } from "~/api/policies";
import { ExplanationView } from "~/features/editor/ExplanationView";
import { readEditorSearch } from "~/features/editor/search";
import { TestResults } from "~/features/editor/TestResults";
import { lastStep } from "~/features/policies/lastStep";
import { DifferenceView } from "~/features/policy/DifferenceView";
import { comparedWith, objectiveLines } from "~/features/policy/difference";
import { StepRow } from "~/features/policy/StepRow";
import { readPolicySearch } from "~/features/policy/search";
import { cutAtPlaces } from "~/lib/marks";
import { readPolicyText, TEMPLATE, textOf } from "~/lib/policyText";
import { printValue } from "~/lib/values";
import { find, render } from "./render";
import { verdict } from "./samples";

function objective(id: string): ObjectiveSpec {
  return {
    id,
    kind: { pii: { detectors: ["email"] } },
    stages: ["output"],
    enforcement: "hard",
    message: "No.",
    owner: "someone",
  };
}

function difference(over: Partial<PolicyDifference> = {}): PolicyDifference {
  return {
    from: "aa",
    to: "bb",
    identical: false,
    fields: [],
    added: [],
    removed: [],
    changed: [],
    reordered: false,
    tests: { added: [], removed: [], changed: [] },
    ...over,
  };
}

describe("the difference of two versions", () => {
  const whole = difference({
    added: [objective("new")],
    removed: [objective("old")],
    changed: [
      {
        id: "tight",
        effect: "stricter",
        fields: [{ path: "enforcement", from: "shadow", to: "hard" }],
      },
      { id: "words", effect: "neutral", fields: [{ path: "message", from: "a", to: "b" }] },
      { id: "loose", effect: "looser", fields: [{ path: "margin", from: 0, to: 0.5 }] },
    ],
    tests: { added: ["one more"], removed: [], changed: [] },
  });

  test("puts first what lets more through", () => {
    expect(objectiveLines(whole).map(({ id, change }) => [id, change])).toEqual([
      ["old", "Removed"],
      ["loose", "Looser"],
      ["tight", "Stricter"],
      ["new", "Added"],
      ["words", "Changed in words only"],
    ]);
  });

  test("shows a whole objective on the one side it stands on", () => {
    const [removed, , , added] = objectiveLines(whole);
    expect(removed?.fields.every(({ to }) => to === "none")).toBe(true);
    expect(added?.fields.every(({ from }) => from === "none")).toBe(true);
    expect(added?.fields.map(({ path }) => path)).not.toContain("id");
  });

  test("says before and now of each field, and names the tests", async () => {
    const view = await render(<DifferenceView difference={whole} />);
    expect([...view.querySelectorAll("tbody tr")]).toHaveLength(5);
    const tight = [...view.querySelectorAll("tbody tr")][2];
    expect(tight?.querySelector("del")?.textContent).toBe("before shadow");
    expect(tight?.querySelector("ins")?.textContent).toBe("now hard");
    expect(view.textContent).toContain("one more");
  });

  test("of one document with itself is a sentence", async () => {
    const view = await render(<DifferenceView difference={difference({ identical: true })} />);
    expect(view.querySelector("table")).toBeNull();
    expect(view.textContent).toContain("the same");
  });

  test("is taken against the version in force, and of that one against the version before", () => {
    const versions = [
      { version: 4, status: "draft" },
      { version: 3, status: "retired" },
      { version: 2, status: "active" },
      { version: 1, status: "retired" },
    ];
    expect(comparedWith(4, versions)).toBe(2);
    expect(comparedWith(1, versions)).toBe(2);
    expect(comparedWith(2, versions)).toBe(1);
    expect(comparedWith(1, [{ version: 1, status: "active" }])).toBeNull();
  });
});

test("values of fields are printed in a line", () => {
  expect([null, undefined, "", "hard", 0.5, ["a"]].map(printValue)).toEqual([
    "none",
    "none",
    "empty",
    "hard",
    "0.5",
    '["a"]',
  ]);
});

describe("places in a text", () => {
  test("count bytes, and the pieces add up to the text", () => {
    const text = "Größe 🏰: a@b.example, ja";
    const start = new TextEncoder().encode("Größe 🏰: ").length;
    const pieces = cutAtPlaces(text, [{ start, end: start + 11, label: "email" }]);
    expect(pieces.map((piece) => piece.text).join("")).toBe(text);
    expect(pieces.filter((piece) => piece.labels.length > 0)).toEqual([
      { text: "a@b.example", labels: ["email"] },
    ]);
  });

  test("that overlap carry both labels where they do, and one outside is left out", () => {
    const places = [
      { start: 0, end: 4, label: "first" },
      { start: 2, end: 6, label: "second" },
      { start: 5, end: 99, label: "outside" },
    ];
    expect(cutAtPlaces("abcdefgh", places)).toEqual([
      { text: "ab", labels: ["first"] },
      { text: "cd", labels: ["first", "second"] },
      { text: "ef", labels: ["second"] },
      { text: "gh", labels: [] },
    ]);
    expect(cutAtPlaces("", places)).toEqual([]);
  });

  test("are marked in the explanation, with the objective that found them", async () => {
    const explained = {
      ...verdict({ objective: "contact", status: "violated" }),
      energy: 0,
      spans: [{ at: "/text", start: 3, end: 14, label: "email" }],
    };
    const view = await render(
      <ExplanationView
        text="To a@b.example now"
        explanation={{ permitted: false, soft_energy: 0, verdicts: [explained] }}
      />,
    );
    expect(find(view, "mark").textContent).toBe("a@b.example (contact: email)");
    expect(view.textContent).toContain("Forbidden");
  });
});

describe("the text in the editor", () => {
  test("is TOML unless it begins with a brace", () => {
    expect(readPolicyText(TEMPLATE)).toEqual({ policy: { toml: TEMPLATE }, notation: "TOML" });
    expect(readPolicyText('\n {"name": "x"}')).toEqual({
      policy: { document: { name: "x" } },
      notation: "JSON",
    });
    expect(readPolicyText("{name")).toMatchObject({ notation: "JSON", fault: expect.any(String) });
  });

  test("of a version keeps the name that it is stored under", () => {
    const text = textOf({ name: "workplace-assistant", objectives: [] }, "default");
    expect(JSON.parse(text)).toEqual({ name: "default", objectives: [] });
  });
});

test("failed tests are named with the reason, passed ones folded away", async () => {
  const view = await render(
    <TestResults
      tests={[
        { name: "holds", passed: true },
        { name: "breaks", passed: false, detail: "was permitted" },
      ]}
    />,
  );
  expect(view.textContent).toContain("1 of 2 tests fail");
  expect(find(view, "ul[aria-label='Failed tests']").textContent).toBe("breaks: was permitted");
});

test("a step that is blocked says why, and cannot be pressed", async () => {
  const action = {
    action: "approve",
    to: "approved",
    scope: "policy:approve",
    blocked: "the author may not approve",
  };
  const view = await render(
    <ul>
      <StepRow action={action} busy={false} onBegin={() => {}} />
    </ul>,
  );
  const button = find<HTMLButtonElement>(view, "button");
  expect(button.disabled).toBe(true);
  const note = view.querySelector(`[id="${button.getAttribute("aria-describedby")}"]`);
  expect(note?.textContent).toContain("the author may not approve");
});

test("since when a version stands where it does, is its last step that led there", () => {
  const step = (at: string, to: string, principal: string) => ({
    at,
    action: "x",
    from: null,
    to,
    principal,
    reason: "",
    decision_id: `dec_${at}`,
  });
  const version = {
    name: "p",
    version: 1,
    digest: "aa",
    status: "active",
    description: "",
    created_at: "0",
    created_by: "author",
    author_is_caller: false,
  };
  expect(lastStep(version)).toEqual({ at: "0", principal: "author" });
  const transitions = [step("1", "draft", "author"), step("2", "active", "approver")];
  expect(lastStep({ ...version, transitions })).toMatchObject({ at: "2", principal: "approver" });
});

test("what the URL says of a policy is kept where it can be meant", () => {
  expect(readPolicySearch({ version: 3, compare: 1 })).toEqual({ version: 3, compare: 1 });
  expect(readPolicySearch({ version: "3", compare: -1 })).toEqual({});
  expect(readEditorSearch({ policy: "default", version: 2 })).toEqual({
    policy: "default",
    version: 2,
  });
  expect(readEditorSearch({ policy: "../keys", version: 2 })).toEqual({});
  expect(readEditorSearch({ policy: "default" })).toEqual({});
});
