/**
 * What every end-to-end test needs: a browser, a signed-in page, axe.
 *
 * GROUNDSTATE_URL           the running server, default http://127.0.0.1:8080
 * GROUNDSTATE_KEY           an API key that may ask and read decisions (required)
 * GROUNDSTATE_QUESTION      a question its memory can answer; the default suits the demonstration memory
 * GROUNDSTATE_UNANSWERABLE  a question it cannot answer
 * CHROMIUM, CHROMIUM_PATH   the browser, default /usr/bin/chromium
 */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type axe from "axe-core";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect } from "vitest";

export const BASE = process.env.GROUNDSTATE_URL ?? "http://127.0.0.1:8080";
export const QUESTION = process.env.GROUNDSTATE_QUESTION ?? "What is a hard guardrail?";
export const UNANSWERABLE =
  process.env.GROUNDSTATE_UNANSWERABLE ?? "Who won the chess championship of 1954?";

export function key(): string {
  const value = process.env.GROUNDSTATE_KEY;
  if (!value) throw new Error("set GROUNDSTATE_KEY to an API key of the running server");
  return value;
}

const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

let browser: Browser;

/** Starts the browser before the tests of a file and ends it after them. */
export function withBrowser(): void {
  beforeAll(async () => {
    const executablePath = process.env.CHROMIUM ?? process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";
    browser = await chromium.launch({ executablePath, args: ARGUMENTS });
  });
  afterAll(() => browser?.close());
}

export interface Visit {
  page: Page;
  /** Errors on the console and uncaught ones; failed requests are the tests' own business. */
  faults: string[];
}

export async function visit(options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    reducedMotion: "reduce",
    ...options,
  });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) {
      faults.push(message.text());
    }
  });
  return { page, faults };
}

export async function signIn(page: Page, path = "/", credential = key()): Promise<void> {
  await page.goto(BASE + path);
  await page.getByLabel("API key").fill(credential);
  await page.keyboard.press("Enter");
  await page.getByLabel("API key").waitFor({ state: "detached" });
}

export async function ask(page: Page, question: string): Promise<void> {
  await page.getByLabel("Question", { exact: true }).fill(question);
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "See the decision" }).waitFor();
}

/** Calls the API as a program would; throws with the server's words when it refuses. */
export async function call<T>(
  method: string,
  path: string,
  body?: unknown,
  credential = key(),
): Promise<T> {
  const headers: Record<string, string> = { authorization: `Bearer ${credential}` };
  if (body !== undefined) headers["content-type"] = "application/json";
  const sent = body === undefined ? undefined : JSON.stringify(body);
  const reply = await fetch(BASE + path, { method, headers, body: sent });
  const text = await reply.text();
  if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${text}`);
  return (text ? JSON.parse(text) : undefined) as T;
}

const source = readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** No violation of WCAG 2.2 A or AA, nor of axe's best practices. */
export async function expectAccessible(page: Page): Promise<void> {
  // A colour on its way from one to another is neither: what moves and ends is waited for.
  await page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        .filter(
          (moving) => moving.effect?.getComputedTiming().iterations !== Number.POSITIVE_INFINITY,
        )
        .map((moving) => moving.finished),
    ),
  );
  await page.evaluate(await source);
  const results = await page.evaluate(() =>
    (globalThis as unknown as { axe: typeof axe }).axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }),
  );
  const found = results.violations.map((violation) => ({
    rule: violation.id,
    nodes: violation.nodes.map((node) => `${node.html} ${node.failureSummary}`),
  }));
  expect(found).toEqual([]);
}
