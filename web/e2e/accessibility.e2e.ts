import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import {
  ask,
  BASE,
  expectAccessible,
  QUESTION,
  signIn,
  UNANSWERABLE,
  visit,
  withBrowser,
} from "./support.ts";

withBrowser();

const THEMES = ["light", "dark"] as const;
const WIDTHS = [1440, 390];

async function unfold(page: Page): Promise<void> {
  for (const button of await page
    .locator("main button[slot=trigger], main h3 button[aria-expanded=false]")
    .all()) {
    await button.click();
  }
}

describe.each(THEMES)("in the %s theme", (colorScheme) => {
  describe.each(WIDTHS)("at %i pixels", (width) => {
    const open = () => visit({ colorScheme, viewport: { width, height: 900 } });

    test("sign in, also after a wrong key", async () => {
      const { page } = await open();
      await page.goto(BASE);
      await page.getByLabel("API key").waitFor();
      expect(await page.locator("html").getAttribute("data-theme")).toBe(colorScheme);
      await expectAccessible(page);
      await page.getByLabel("API key").fill("gs_wrong");
      await page.keyboard.press("Enter");
      await page.getByRole("alert").waitFor();
      await expectAccessible(page);
    });

    test("ask: empty, answered, with an open source, abstained", async () => {
      const { page } = await open();
      await signIn(page);
      await page.getByRole("heading", { level: 1, name: "Ask" }).waitFor();
      await expectAccessible(page);
      await ask(page, QUESTION);
      await unfold(page);
      await expectAccessible(page);
      await page.getByRole("button", { name: /^Source 1:/ }).click();
      await page.locator("mark").waitFor();
      await expectAccessible(page);
      await page.keyboard.press("Escape");
      await ask(page, UNANSWERABLE);
      await page.getByText("Abstained", { exact: true }).waitFor();
      await expectAccessible(page);
    });

    test("decisions and one decision, everything unfolded", async () => {
      const { page } = await open();
      await signIn(page);
      await ask(page, QUESTION);
      await page.getByRole("link", { name: "See the decision" }).click();
      await page.getByText("Verified in this browser").waitFor();
      await page.getByRole("button", { name: "Replay" }).click();
      await page.getByText("Identical, byte for byte").waitFor();
      await unfold(page);
      await expectAccessible(page);
      await page.goto(`${BASE}/decisions`);
      await page.getByRole("table").waitFor();
      await expectAccessible(page);
    });

    test("a page that does not exist", async () => {
      const { page } = await open();
      await signIn(page, "/nowhere");
      await page.getByRole("heading", { level: 1, name: "There is no page here" }).waitFor();
      await expectAccessible(page);
    });
  });
});

test("the theme can be chosen, and the choice survives a reload", async () => {
  const { page } = await visit({ colorScheme: "light" });
  await signIn(page);
  await page.getByRole("radio", { name: "Dark" }).click();
  expect(await page.locator("html").getAttribute("data-theme")).toBe("dark");
  await page.reload();
  expect(await page.locator("html").getAttribute("data-theme")).toBe("dark");
});
