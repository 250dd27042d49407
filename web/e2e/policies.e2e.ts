import { expect, test } from "vitest";
import { backtested, newName, policyText, recordCheck, step, twoKeys } from "./fourEyes.ts";
import { BASE, call, signIn, visit, withBrowser } from "./support.ts";

withBrowser();

test("an author drafts, tests and back-tests; may not approve; another does, and activates", async () => {
  const { author, approver } = await twoKeys();
  const name = newName();
  await recordCheck();

  const { page, faults } = await visit();
  await signIn(page, "/editor", author);
  await page.getByLabel("Policy", { exact: true }).fill(policyText(name));
  await page.getByText("Sound", { exact: true }).waitFor();
  await page.getByText("All 2 tests pass").waitFor();
  await page.getByLabel("Text", { exact: true }).fill("Grüße an anna.berg@example.com.");
  await page.getByTestId("marked-text").locator("mark").waitFor();
  expect(await page.getByTestId("marked-text").locator("mark").innerText()).toContain(
    "anna.berg@example.com",
  );
  await page.getByLabel("Why it is written").fill("contact data should not leave");
  await page.getByRole("button", { name: "Save the draft" }).click();
  await page.getByText(`Saved as version 1 of ${name}`).waitFor();
  await page.getByRole("link", { name: "Open version 1" }).click();

  const steps = page.getByRole("region", { name: "Next steps" });
  await steps.getByRole("button", { name: "Run its tests" }).click();
  await steps.getByText("All 2 tests pass").waitFor();
  await steps.getByRole("button", { name: "Start a back-test" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("At most so many decisions").fill("200");
  await dialog.getByRole("button", { name: "Start the back-test" }).click();

  await page.waitForURL(/\/backtests\/job_/);
  await page.getByText("Succeeded", { exact: true }).waitFor();
  await page.getByRole("link", { name: "Newly refused" }).click();
  await page.waitForURL(/outcome=newly_refused/);
  await page
    .getByRole("table", { name: "Replayed decisions" })
    .getByRole("link", { name: /^dec_/ })
    .first()
    .click();
  await page.getByRole("region", { name: "Recorded" }).getByText("Permitted").waitFor();
  await page.getByRole("region", { name: "Replayed" }).getByText("Forbidden").waitFor();

  await page.goto(`${BASE}/policies/${name}?version=1`);
  await page.getByText("Back-tested", { exact: true }).first().waitFor();
  const approve = steps.getByRole("button", { name: "Approve", exact: true });
  await approve.waitFor();
  expect(await approve.isDisabled()).toBe(true);
  await steps.getByText(/^Not now: .*author/).waitFor();
  expect(faults).toEqual([]);

  const other = await visit();
  await signIn(other.page, `/policies/${name}`, approver);
  await step(other.page, "Approve", "read it, and the back-test");
  await other.page.getByText("Approved", { exact: true }).first().waitFor();
  await step(other.page, "Activate", "released");
  await other.page.getByText("Active", { exact: true }).first().waitFor();
  const history = other.page.getByRole("list", { name: "Steps of this version" });
  await history.getByText("read it, and the back-test").waitFor();
  expect(await history.getByRole("link", { name: /^Decision/ }).count()).toBeGreaterThanOrEqual(5);
  expect(other.faults).toEqual([]);
});

test("an approver sees what a version changes; what was in force comes back in one step", async () => {
  const { author, approver } = await twoKeys();
  const name = newName();
  for (const enforcement of ["hard", "shadow"]) {
    const { version } = await backtested(policyText(name, enforcement), author);
    const path = `/v1/policies/${name}/versions/${version}`;
    await call("POST", `${path}/approve`, { reason: "read" }, approver);
    if (version > 1) break;
    const released = { reason: "first release", replaces: null };
    await call("POST", `${path}/activate`, released, approver);
  }

  const { page, faults } = await visit();
  await signIn(page, `/policies/${name}?version=2`, approver);
  const difference = page.getByRole("region", { name: "Difference" });
  await difference.getByText("Looser", { exact: true }).waitFor();
  expect(await difference.locator("del").first().innerText()).toContain("hard");
  expect(await difference.locator("ins").first().innerText()).toContain("shadow");

  await step(page, "Activate", "try it for a week");
  await page.getByText("Active", { exact: true }).first().waitFor();
  await page.getByRole("link", { name: "Version 1", exact: true }).click();
  await page.waitForURL(/version=1/);
  await step(page, "Roll back to it", "too much got through");
  await page
    .getByRole("list", { name: "Steps of this version" })
    .getByText("too much got through")
    .waitFor();
  const versions = page.getByRole("table", { name: "Versions, newest first" });
  const active = versions.getByRole("row").filter({ hasText: "Active" });
  expect(await active.count()).toBe(1);
  expect(await active.innerText()).toContain("Version 1");
  expect(faults).toEqual([]);

  await page.goto(`${BASE}/decisions?kind=policy&outcome=rolled_back`);
  const decisions = page.getByRole("table", { name: /^Decisions/ });
  await decisions.getByRole("link", { name: /^dec_/ }).first().waitFor();
});

test("the log verifies in the browser: range, kept head, inclusion", async () => {
  const { page, faults } = await visit();
  await signIn(page, "/log");
  await page.getByText("The signature fits the key").waitFor();
  await page.getByRole("button", { name: "Keep this head" }).click();
  await recordCheck();

  const consistency = page.getByRole("region", { name: "Consistency" });
  await consistency.getByRole("button", { name: /^Prove that/ }).click();
  await consistency.getByText(/^Contained in the log of/).waitFor();

  const range = page.getByRole("region", { name: "Verify a range" });
  await range.getByRole("button", { name: "Verify", exact: true }).click();
  await range.getByText("The range is verified", { exact: true }).waitFor();
  await range.getByText("Contained", { exact: true }).waitFor();

  const list = await call<{ data: { id: string }[] }>("GET", "/v1/decisions?limit=1");
  const inclusion = page.getByRole("region", { name: "Inclusion" });
  await inclusion.getByLabel("Decision id").fill(list.data[0]?.id ?? "");
  await inclusion.getByRole("button", { name: "Prove", exact: true }).click();
  await inclusion.getByText("Verified", { exact: true }).waitFor();

  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download the proof bundle" }).click();
  expect((await download).suggestedFilename()).toMatch(/\.log\.ndjson$/);
  expect(faults).toEqual([]);
});

test("an altered log does not verify", async () => {
  const { page } = await visit();
  await signIn(page, "/log");
  await page.getByText("The signature fits the key").waitFor();
  await page.route("**/v1/log/export", async (route) => {
    const reply = await route.fetch();
    const altered = (await reply.text()).replace('"outcome":"', '"outcome":"x');
    await route.fulfill({ response: reply, body: altered });
  });
  const range = page.getByRole("region", { name: "Verify a range" });
  await range.getByRole("button", { name: "Verify", exact: true }).click();
  await range.getByText("The range does not verify").waitFor();
});

test("a key without the scope is told which one it lacks", async () => {
  const scopes = ["answer"];
  const { key } = await call<{ key: string }>("POST", "/v1/keys", { name: "e2e asks", scopes });
  const { page } = await visit();
  await signIn(page, "/policies", key);
  await page.getByText("This key may not").waitFor();
  await page.getByText("policy:read", { exact: true }).waitFor();
});
