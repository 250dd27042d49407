import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { BASE, key, QUESTION, visit, withBrowser } from "./support.ts";

withBrowser();

/** The accessible name, near enough, of what has the focus. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement;
    return element?.getAttribute("aria-label") ?? element?.textContent?.trim() ?? "";
  });
}

async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press("Tab");
    if (name.test(await focused(page))) return;
  }
  throw new Error(`no ${name} within 60 presses of Tab`);
}

test("the whole way with the keyboard alone", async () => {
  const { page } = await visit();
  await page.goto(BASE);
  await page.getByLabel("API key").waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.insertText(key());
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Ask" }).waitFor();

  await page.keyboard.press("Tab");
  expect(await focused(page)).toBe("Skip to content");
  await page.keyboard.press("Enter");
  expect(await focused(page)).toBe("Ask");

  await page.keyboard.press("Tab");
  await page.keyboard.insertText(QUESTION);
  await page.keyboard.press("Control+Enter");
  await page.getByRole("link", { name: "See the decision" }).waitFor();

  await tabTo(page, /^Source 1:/);
  const opener = await focused(page);
  await page.keyboard.press("Enter");
  await page.getByRole("complementary").locator("mark").waitFor();
  expect(await page.evaluate(() => document.activeElement?.closest("aside") !== null)).toBe(true);
  await page.keyboard.press("Escape");
  expect(await focused(page)).toBe(opener);

  await page.keyboard.press("Shift+Tab");
  expect(await focused(page)).toBe("See the decision");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: QUESTION }).waitFor();

  await tabTo(page, /^Replay now$/);
  await page.keyboard.press("Enter");
  await page.getByText("Identical, byte for byte").waitFor();
});

test("the focus is always visible", async () => {
  const { page } = await visit();
  await page.goto(BASE);
  await page.getByLabel("API key").waitFor();
  for (const control of ["field", "button", "theme"]) {
    await page.keyboard.press("Tab");
    const outline = await page.evaluate(() => {
      const style = getComputedStyle(document.activeElement ?? document.body);
      return { style: style.outlineStyle, width: Number.parseFloat(style.outlineWidth) };
    });
    expect(await page.evaluate(() => document.activeElement?.tagName), control).not.toBe("BODY");
    expect(outline.style).not.toBe("none");
    expect(outline.width).toBeGreaterThanOrEqual(2);
  }
});
