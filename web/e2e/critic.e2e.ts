import { expect, test } from "vitest";
import { call, expectAccessible, signIn, visit, withBrowser } from "./support.ts";

withBrowser();

interface Asked {
  decision_id: string;
  outcome: string;
}

const ask = () =>
  call<Asked>("POST", "/v1/answers", { question: "How long is a decision kept in the log?" });

test("feedback on a decision is noted, and trains a critic that must pass its check", async () => {
  const { decision_id, outcome } = await ask();
  expect(outcome).toBe("answered");
  const { page, faults } = await visit();
  await signIn(page, `/decisions/${decision_id}`);

  const feedback = page.getByRole("region", { name: "Feedback" });
  await feedback.getByRole("button", { name: /^The answer is|better than/ }).click();
  await page.getByRole("option", { name: "not what should have been said" }).click();
  await feedback.getByRole("button", { name: /^Rather|Nothing in particular/ }).click();
  await page.getByRole("option").nth(1).click();
  await feedback.getByLabel("Comment").fill("the other one says it");
  await expectAccessible(page);
  await feedback.getByRole("button", { name: "Give feedback" }).click();
  await feedback.getByText(/^rather statements \d+/).waitFor();
  await feedback.getByText("Bad", { exact: true }).waitFor();

  // Enough decisions that some are trained on and some held out.
  for (let round = 0; round < 12; round += 1) {
    const answer = await ask();
    await call("POST", `/v1/decisions/${answer.decision_id}/feedback`, { rating: "good" });
  }
  await page.getByRole("link", { name: "Critic" }).click();
  await page.getByRole("button", { name: "Train a critic" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Reason").fill("what people said so far");
  await dialog.getByRole("button", { name: "Train", exact: true }).click();
  await page.getByText("Trained: the draft is below.").waitFor();
  const table = page.getByRole("table", { name: /^Versions of the critic/ });
  await table.getByText("Draft").first().waitFor();
  await expectAccessible(page);

  await page
    .getByRole("list", { name: "Steps of this version" })
    .getByText(/so far/)
    .waitFor();
  const steps = page.getByRole("region", { name: /^Next steps of version/ });
  const check = steps.getByRole("button", { name: "Check it" });
  await check.waitFor();
  expect(await check.isDisabled(), "too little is held out").toBe(true);
  await steps.getByText(/did not pass its check/).waitFor();
  expect(faults).toEqual([]);
});
