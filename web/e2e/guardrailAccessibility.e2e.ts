import { describe, test } from "vitest";
import { backtested, newName, policyText, recordCheck, twoKeys } from "./fourEyes.ts";
import { BASE, expectAccessible, signIn, visit, withBrowser } from "./support.ts";

withBrowser();

describe.each(["light", "dark"] as const)("in the %s theme", (colorScheme) => {
  describe.each([1440, 390])("at %i pixels", (width) => {
    const open = () => visit({ colorScheme, viewport: { width, height: 900 } });

    test("policies, one policy, its dialog, its back-test", async () => {
      const { author, approver } = await twoKeys();
      await recordCheck();
      const name = newName();
      await backtested(policyText(name), author);
      await backtested(policyText(name, "shadow"), author);
      const { page } = await open();
      await signIn(page, "/policies", approver);
      await page.getByRole("table", { name: /^Policies/ }).waitFor();
      await expectAccessible(page);
      await page.goto(`${BASE}/policies/${name}?version=2&compare=1`);
      await page.getByText("Looser", { exact: true }).waitFor();
      await page.getByRole("list", { name: "Steps of this version" }).waitFor();
      await expectAccessible(page);
      await page.getByRole("button", { name: "Approve", exact: true }).click();
      await page.getByRole("dialog").waitFor();
      await expectAccessible(page);
      await page.keyboard.press("Escape");
      await page
        .getByRole("table", { name: "Back-tests, newest first" })
        .getByRole("link")
        .first()
        .click();
      await page.getByRole("table", { name: /^Decisions by what/ }).waitFor();
      await page
        .getByRole("table", { name: "Replayed decisions" })
        .getByRole("link")
        .first()
        .click();
      await page.getByRole("region", { name: "Replayed" }).waitFor();
      await expectAccessible(page);
    });

    test("editor: sound, with a text that is tried, and not sound", async () => {
      const { page } = await open();
      await signIn(page, "/editor");
      await page.getByText("All 2 tests pass").waitFor();
      await page.getByLabel("Text", { exact: true }).fill("Write to anna.berg@example.com.");
      await page.getByTestId("marked-text").waitFor();
      await expectAccessible(page);
      await page.getByLabel("Policy", { exact: true }).fill("nothing = 1");
      await page.getByText("Not sound").waitFor();
      await expectAccessible(page);
    });

    test("log, verified", async () => {
      const { page } = await open();
      await signIn(page, "/log");
      await page.getByRole("button", { name: "Keep this head" }).click();
      const range = page.getByRole("region", { name: "Verify a range" });
      await range.getByRole("button", { name: "Verify", exact: true }).click();
      await range.getByText("The range is verified", { exact: true }).waitFor();
      await expectAccessible(page);
    });

    test("packs", async () => {
      const { page } = await open();
      await signIn(page, "/packs");
      await page.getByRole("table", { name: "Trusted signers" }).waitFor();
      await expectAccessible(page);
    });

    test("operating points", async () => {
      const { page } = await open();
      await signIn(page, "/heads");
      await page.getByRole("heading", { level: 1, name: "Operating points" }).waitFor();
      await page.getByRole("status").waitFor({ state: "detached" });
      await page.getByText("Curve of Injection", { exact: true }).click();
      await page.getByRole("img", { name: /^Precision against recall of Injection/ }).waitFor();
      const points = page.getByRole("table", { name: "Operating points of Injection" });
      await points.getByRole("rowheader", { name: "Strict" }).waitFor();
      await expectAccessible(page);
    });
  });
});
