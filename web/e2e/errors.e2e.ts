import { expect, test } from "vitest";
import { ask, BASE, QUESTION, signIn, visit, withBrowser } from "./support.ts";

withBrowser();

test("a wrong key is refused with the server's own words, and is not kept", async () => {
  const { page } = await visit();
  await page.goto(BASE);
  await page.getByLabel("API key").fill("gs_wrong");
  await page.keyboard.press("Enter");
  const alert = page.getByRole("alert");
  await alert.getByText("401", { exact: true }).waitFor();
  expect(await alert.getByText("Request", { exact: true }).count()).toBe(1);
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
  expect(page.url()).toContain("/sign-in");
});

test("a page behind the sign-in is shown after it", async () => {
  const { page } = await visit();
  await signIn(page, "/decisions?outcome=answered");
  await page.getByRole("heading", { level: 1, name: "Decisions" }).waitFor();
  expect(page.url()).toBe(`${BASE}/decisions?outcome=answered`);
});

test("a server that is gone is named, and asking again works once it is back", async () => {
  const { page } = await visit();
  await signIn(page);
  await page.route("**/v1/answers", (route) => route.abort("connectionrefused"));
  await page.getByLabel("Question", { exact: true }).fill(QUESTION);
  await page.keyboard.press("Enter");
  await page.getByText("The server cannot be reached").waitFor();
  await page.unroute("**/v1/answers");
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("link", { name: "See the decision" }).waitFor();
});

test("a busy server's problem is shown with code and request id", async () => {
  const { page } = await visit();
  await signIn(page);
  await page.route("**/v1/answers", (route) =>
    route.fulfill({
      status: 503,
      contentType: "application/problem+json",
      json: {
        type: "/problems/overloaded",
        title: "The server is busy",
        status: 503,
        detail: "The queue is full.",
        code: "overloaded",
        request_id: "req_e2e",
      },
    }),
  );
  await page.getByLabel("Question", { exact: true }).fill(QUESTION);
  await page.keyboard.press("Enter");
  const alert = page.getByRole("alert");
  for (const text of ["The server is busy", "The queue is full.", "overloaded", "req_e2e"]) {
    await alert.getByText(text).waitFor();
  }
});

test("a key that is revoked ends the session and says so", async () => {
  const { page } = await visit();
  await signIn(page);
  await ask(page, QUESTION);
  await page.route("**/v1/decisions?*", (route) =>
    route.fulfill({ status: 401, json: { title: "No", code: "unauthenticated", status: 401 } }),
  );
  await page.getByRole("link", { name: "Decisions", exact: true }).click();
  await page.getByText("no longer accepts the key").waitFor();
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
});

test("a decision that does not exist is a 404 in words", async () => {
  const { page } = await visit();
  await signIn(page, "/decisions/dec_00000000000000000000000000");
  await page.getByRole("alert").getByText("404", { exact: true }).waitFor();
});

test("signing out forgets the key", async () => {
  const { page } = await visit();
  await signIn(page);
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByLabel("API key").waitFor();
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
  await page.goBack();
  await page.getByLabel("API key").waitFor();
});
