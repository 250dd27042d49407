import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { BASE, expectAccessible, signIn, visit, withBrowser } from "./support.ts";
import { NEVER_TWO, newWorldName, planningKeys, SCHEMA, STEPS, transitions } from "./worlds.ts";

withBrowser();

/** Milliseconds within which so short a training has ended, also on a busy machine. */
const TRAINED = 90_000;
const name = newWorldName();
let keys: { planner: string; approver: string };

beforeAll(async () => {
  keys = await planningKeys();
});

/** Chooses an option of a closed list, by the label of its field. */
async function choose(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole("button", { name: new RegExp(` ${label}$`) }).click();
  await page.getByRole("option", { name: option, exact: true }).click();
}

async function ask(page: Page, goal: string): Promise<void> {
  await page.getByLabel(goal, { exact: true }).check();
  await page.getByRole("button", { name: "Plan", exact: true }).click();
  await page.waitForURL(/\/plans\/plan_/);
}

test(
  "an environment is registered, filled, learned from, and tried out",
  async () => {
    const { page, faults } = await visit();
    await signIn(page, "/environments", keys.planner);
    await page.getByLabel("Name", { exact: true }).fill(name);
    await page.getByLabel("Schema as JSON", { exact: true }).fill(JSON.stringify(SCHEMA));
    await expectAccessible(page);
    await page.getByRole("button", { name: "Register", exact: true }).click();

    await page.getByRole("heading", { level: 1, name }).waitFor();
    await page.getByRole("table", { name: "Properties of lamp" }).waitFor();
    await page.getByText("Cannot be", { exact: true }).waitFor();
    await page.getByLabel("Or as text").fill([...transitions(), "{not json"].join("\n"));
    await page.getByRole("button", { name: "Send the text" }).click();
    await page.getByText("24 stored, 0 there already, 1 refused").waitFor();
    const refused = page.getByRole("table", { name: "Rows that were refused" });
    expect(await refused.getByRole("row").nth(1).innerText()).toContain("invalid_json");
    const coverage = page.getByRole("table", { name: "Transitions by action" });
    await coverage.getByRole("row", { name: /^press 16 / }).waitFor();
    await page.getByRole("link", { name: "Transition 0", exact: true }).click();
    await page.getByRole("region", { name: "Transition 0" }).getByText("a on").waitFor();
    await expectAccessible(page);

    await page.getByRole("link", { name: "Training", exact: true }).click();
    await page.getByRole("button", { name: "Train a world model" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Steps").fill(String(STEPS));
    await dialog.getByLabel("Members of the ensemble").fill("1");
    await dialog.getByLabel("Reason").fill("the first day of lamps");
    await expectAccessible(page);
    await dialog.getByRole("button", { name: "Train", exact: true }).click();
    const succeeded = page.getByRole("region", { name: "Version 1" }).getByText("Succeeded");
    await succeeded.waitFor({ timeout: TRAINED });
    await page.getByRole("img", { name: /^Loss of the heads/ }).waitFor();
    await page.getByRole("table", { name: /^Versions of the world model/ }).waitFor();
    await page.getByRole("button", { name: "Hold it against the last 20" }).click();
    const properties = page.getByRole("table", { name: "Exactness by property" });
    await properties.getByRole("row", { name: /^lamp\.on / }).waitFor();
    await expectAccessible(page);

    await page.getByRole("link", { name: "Simulator", exact: true }).click();
    await page.getByRole("button", { name: "Try it" }).click();
    const steps = page.getByRole("list", { name: "Predicted steps" }).getByRole("heading");
    await steps.getByText("press lamp=a").waitFor();
    await choose(page, "lamp", "b");
    await page.getByRole("button", { name: "Try it" }).click();
    await steps.getByText("press lamp=b").waitFor();
    await page.getByText("all_on holds").waitFor();
    await choose(page, "lamp", "a");
    await page.getByRole("button", { name: "Try it" }).click();
    await page.getByText("first_stays does not hold").waitFor();
    await page.getByText("Something forbids it", { exact: true }).waitFor();
    await expectAccessible(page);
    expect(faults).toEqual([]);
  },
  2 * TRAINED,
);

test(
  "a plan is made, broken by a guardrail, followed, and made again after a surprise",
  async () => {
    const { page, faults } = await visit();
    await signIn(page, `/plans/new?environment=${name}`, keys.planner);
    await ask(page, "all_on");
    await page.getByText("Ready", { exact: true }).waitFor();
    const steps = page.getByRole("list", { name: "Steps of the plan" });
    const headings = () => steps.getByRole("heading", { level: 3 }).allInnerTexts();
    expect(await headings()).toEqual(["press lamp=a", "press lamp=b"]);
    await page.getByText(/^Proved: no plan within the horizon/).waitFor();
    const kept = page.getByRole("list", { name: "Guardrails that the plan keeps" });
    await kept.getByText("first_stays holds").waitFor();
    await expectAccessible(page);
    const first = page.url();

    await page.getByRole("link", { name: /^Ask again/ }).click();
    await page.getByRole("button", { name: "Add a guardrail" }).click();
    await page.getByLabel("Guardrail 1, name").fill("never_two");
    await page.getByLabel("Guardrail 1, condition").fill(NEVER_TWO);
    expect(await page.getByLabel("all_on", { exact: true }).isChecked()).toBe(true);
    await expectAccessible(page);
    await page.getByRole("button", { name: "Plan", exact: true }).click();
    await page.getByText("No plan", { exact: true }).waitFor();
    await page.getByText(/^In the way of .*never_two/).waitFor();
    await page.getByText(/^Proved: within the horizon no plan reaches/).waitFor();
    const rejected = page.getByRole("table", { name: "Rejected plans, best first" });
    await rejected.getByText("Guardrail never_two").first().waitFor();
    await expectAccessible(page);

    await page.goto(first);
    await page.getByRole("button", { name: "It happened as predicted" }).click();
    await steps.getByText("Taken").waitFor();
    const observed = page.getByRole("region", { name: "What really happened" });
    await observed.getByRole("button", { name: "Edit a", exact: true }).click();
    await choose(page, "on", "no");
    await page.getByRole("dialog").getByRole("button", { name: "Keep" }).click();
    await observed.getByText(/^1 difference from the prediction/).waitFor();
    await observed.getByRole("button", { name: "Report what happened" }).click();
    await page.getByText("Surprise: planned again", { exact: true }).waitFor();
    await steps.getByText("Taken").waitFor({ state: "detached" });
    for (const step of await headings()) {
      await observed.getByText(step, { exact: true }).waitFor();
      await observed.getByRole("button", { name: "It happened as predicted" }).click();
    }
    await page.getByText("The goals hold.").waitFor();
    await expectAccessible(page);
    expect(faults).toEqual([]);
  },
  TRAINED,
);

test("what cannot be undone waits for somebody else", async () => {
  const { page, faults } = await visit();
  await signIn(page, `/plans/new?environment=${name}`, keys.planner);
  await ask(page, "safe");
  await page.getByText("Awaiting approval", { exact: true }).waitFor();
  const approve = page.getByRole("button", { name: "Approve", exact: true });
  expect(await approve.isDisabled()).toBe(true);
  await page.getByText(/^Not now: whoever asked/).waitFor();

  const other = await visit();
  await signIn(other.page, new URL(page.url()).pathname, keys.approver);
  await other.page.getByRole("button", { name: "Approve", exact: true }).click();
  const dialog = other.page.getByRole("dialog");
  await dialog.getByLabel("Reason").fill("it must be");
  await dialog.getByRole("button", { name: "Approve", exact: true }).click();
  await other.page.getByText("Ready", { exact: true }).waitFor();
  await other.page.getByText("it must be").waitFor();
  expect(other.faults).toEqual([]);

  await page.reload();
  await page.getByRole("button", { name: "It happened as predicted" }).click();
  await page.getByText("Reached", { exact: true }).waitFor();
  const reached = new URL(page.url()).pathname.replace("/plans/", "");
  await page.goto(`${BASE}/plans?environment=${name}&status=reached`);
  const plans = page.getByRole("table", { name: "Plans, newest first" });
  await plans.getByRole("link", { name: reached }).waitFor();
  expect(faults).toEqual([]);
});

test("a schema is inferred from what was sent; a version that does not fit says so; all of it can go", async () => {
  const other = newWorldName();
  const { page, faults } = await visit();
  await signIn(page, "/environments", keys.planner);
  await page.getByLabel("Name", { exact: true }).fill(other);
  await page.getByRole("button", { name: "Register", exact: true }).click();
  await page.getByText("There is no schema yet").waitFor();
  const file = { name: "lamps.ndjson", mimeType: "application/x-ndjson" };
  const rows = page.getByLabel("File of transitions");
  await rows.setInputFiles({ ...file, buffer: Buffer.from(transitions().join("\n")) });
  await page.getByText("24 stored, 0 there already, 0 refused").waitFor();
  await page.getByRole("button", { name: "Infer from the transitions" }).click();
  await page.getByText("Read off 24 rows.").waitFor();
  await page.getByRole("button", { name: "Register the version" }).click();
  await page.getByText("24 of the 24 stored transitions fit").waitFor();
  await page.getByRole("table", { name: "Properties of lamp" }).waitFor();

  const schema = page.getByLabel("Schema as JSON", { exact: true });
  await schema.fill((await schema.inputValue()).replace('"boolean"', '"number"'));
  await page.getByRole("button", { name: "Register the version" }).click();
  await page.getByText("0 of the 24 stored transitions fit").waitFor();
  await page.getByRole("table", { name: "Transitions that do not fit" }).waitFor();
  await expectAccessible(page);
  await schema.fill("{");
  expect(await page.getByRole("button", { name: "Register the version" }).isDisabled()).toBe(true);

  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await page.getByRole("heading", { level: 1, name: "Environments" }).waitFor();
  await page.getByRole("link", { name: other, exact: true }).waitFor({ state: "detached" });
  expect(faults).toEqual([]);
});

describe.each([
  ["dark", 1440],
  ["light", 390],
] as const)("in the %s theme at %i pixels", (colorScheme, width) => {
  test("every page about environments and plans", async () => {
    const { page, faults } = await visit({ colorScheme, viewport: { width, height: 900 } });
    await signIn(page, `/environments/${name}?transition=0`, keys.planner);
    await page.getByRole("region", { name: "Transition 0" }).getByText("press").waitFor();
    await expectAccessible(page);
    await page.goto(`${BASE}/environments/${name}/training`);
    await page.getByRole("img", { name: /^Loss of the heads/ }).waitFor();
    await page.getByRole("button", { name: "The curves as a table" }).click();
    await expectAccessible(page);
    await page.goto(`${BASE}/environments/${name}/simulator`);
    await page.getByRole("button", { name: "Try it" }).click();
    await page.getByRole("list", { name: "Predicted steps" }).waitFor();
    await page.getByRole("button", { name: "Edit a", exact: true }).click();
    await page.getByRole("dialog").waitFor();
    await expectAccessible(page);
    await page.goto(`${BASE}/plans?environment=${name}`);
    await page.getByRole("table", { name: "Plans, newest first" }).getByRole("link").last().click();
    await page.getByRole("list", { name: "History of the plan" }).waitFor();
    await expectAccessible(page);
    expect(faults).toEqual([]);
  });
});
