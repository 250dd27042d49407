import { expect, test } from "vitest";
import { ask, BASE, QUESTION, signIn, UNANSWERABLE, visit, withBrowser } from "./support.ts";

withBrowser();

test("ask, open a citation, see the decision, verify its proof, replay it", async () => {
  const { page, faults } = await visit();
  await signIn(page);
  await ask(page, QUESTION);
  await page.getByText("Answered", { exact: true }).waitFor();

  const sources = page.getByRole("list", { name: "Sources" }).getByRole("listitem");
  const statements = page.getByRole("button", { name: /^Source \d+:/ });
  expect(await statements.count()).toBeGreaterThan(0);
  expect(await sources.count()).toBe(await statements.count());

  await statements.first().click();
  const panel = page.getByRole("complementary");
  const cited = await panel.locator("mark").textContent();
  expect(cited?.trim()).not.toBe("");
  await panel.getByText("The statement is the source's own words").waitFor();
  await page.keyboard.press("Escape");
  await panel.waitFor({ state: "detached" });

  const energy = page.getByRole("region", { name: "Energy" });
  expect(await energy.getByRole("img").getAttribute("aria-label")).toMatch(
    /^Energy [\d.]+ by term: /,
  );
  expect(
    await page
      .getByRole("table", { name: /^Objectives/ })
      .getByRole("row")
      .count(),
  ).toBeGreaterThan(1);

  await page.getByRole("link", { name: "See the decision" }).click();
  await page.getByRole("heading", { level: 1, name: QUESTION }).waitFor();
  await page.getByRole("img", { name: /^Descent in \d+ sampled steps/ }).waitFor();
  await page.getByRole("table", { name: /^Candidates/ }).waitFor();

  const proof = page.getByRole("region", { name: "Proof of inclusion" });
  await proof.getByText("Verified in this browser").waitFor();
  expect(await proof.getByText("Passed", { exact: true }).count()).toBe(4);

  await page.getByRole("button", { name: "Replay" }).click();
  await page.getByText("Identical, byte for byte").waitFor();
  expect(faults).toEqual([]);
});

test("an altered record does not verify", async () => {
  const { page } = await visit();
  await signIn(page);
  await ask(page, QUESTION);
  await page.route(/\/v1\/decisions\/[^/]+$/, async (route) => {
    const reply = await route.fetch();
    const decision = await reply.json();
    decision.envelope.outcome = "refused";
    await route.fulfill({ response: reply, json: decision });
  });
  await page.getByRole("link", { name: "See the decision" }).click();
  await page.getByText("Verification failed").waitFor();
});

test("a question that memory cannot answer is not answered, and the reason is given", async () => {
  const { page } = await visit();
  await signIn(page);
  await ask(page, UNANSWERABLE);
  await page.getByText("Abstained", { exact: true }).waitFor();
  await page.getByText("Likelihood needed", { exact: true }).waitFor();
  expect(await page.getByRole("list", { name: "Sources" }).count()).toBe(0);
});

test("the list of decisions keeps its filter in the URL", async () => {
  const { page } = await visit();
  await signIn(page);
  await ask(page, QUESTION);
  await page.getByRole("link", { name: "Decisions", exact: true }).click();
  await page.getByRole("button", { name: /Outcome/ }).click();
  await page.getByRole("option", { name: "Answered" }).click();
  await page.waitForURL(/outcome=answered/);
  const table = page.getByRole("table", { name: /^Decisions/ });
  await table.waitFor();
  await page.reload();
  await page
    .getByRole("button", { name: "Outcome Answered" })
    .or(page.getByRole("button", { name: "Answered Outcome" }))
    .waitFor();
  await table.waitFor();
  const outcomes = await table.locator("tbody tr td:nth-child(2)").allInnerTexts();
  expect(new Set(outcomes.map((text) => text.trim()))).toEqual(new Set(["Answered"]));
});

test("the answer is still there after a visit to another page", async () => {
  const { page } = await visit();
  await signIn(page);
  await ask(page, QUESTION);
  await page.getByRole("link", { name: "Decisions", exact: true }).click();
  await page.getByRole("table").waitFor();
  await page.getByRole("link", { name: "Ask", exact: true }).click();
  await page.getByRole("list", { name: "Sources" }).waitFor();
  expect(page.url()).toBe(`${BASE}/`);
});
