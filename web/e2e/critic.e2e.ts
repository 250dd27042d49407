import { expect, test } from "vitest";
import { call, expectAccessible, signIn, visit, withBrowser } from "./support.ts";

withBrowser();

interface Asked {
  decision_id: string;
  outcome: string;
}

interface Recorded {
  detail: {
    body: {
      statements: { statement_id: number }[];
      candidates: { statement_id: number; admitted: boolean }[];
    };
  };
}

const ask = () =>
  call<Asked>("POST", "/v1/answers", { question: "How long is a decision kept in the log?" });

/**
 * Says what should have been said instead. That is one comparison a decision, while a mere rating is one with each rejected
 * answer: so it is the number of decisions that bounds how many comparisons can be held out, whichever are.
 */
async function prefer(decision: string): Promise<void> {
  const { detail } = await call<Recorded>("GET", `/v1/decisions/${decision}`);
  const { statements, candidates } = detail.body;
  const said = statements.map((one) => one.statement_id);
  const other = candidates.find((one) => one.admitted && !said.includes(one.statement_id));
  expect(other, "a candidate that was not said").toBeDefined();
  const feedback = { rating: "bad", preferred: [other?.statement_id] };
  await call("POST", `/v1/decisions/${decision}/feedback`, feedback);
}

/** Less than the 20 held-out comparisons that a check needs, even if all were held out. */
const DECISIONS = 13;

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

  // One in five is held out, by its random identifier: so many that some are trained on, whichever they are.
  for (let round = 1; round < DECISIONS; round += 1) {
    await prefer((await ask()).decision_id);
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
