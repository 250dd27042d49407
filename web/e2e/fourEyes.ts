/** Keys of an author and an approver, and policies of their own, for the tests of the life of a policy. */
import type { Page } from "playwright-core";
import { call } from "./support.ts";

const COMMON = ["policy:read", "audit", "answer", "check"];
let drawn = 0;

/** The author may approve in general, so that what stops them is that they wrote the version. */
export async function twoKeys(): Promise<{ author: string; approver: string }> {
  const create = async (name: string, scopes: string[]) => {
    const made = await call<{ key: string }>("POST", "/v1/keys", { name, scopes });
    return made.key;
  };
  return {
    author: await create("e2e author", [...COMMON, "policy:write", "policy:approve"]),
    approver: await create("e2e approver", [...COMMON, "policy:approve"]),
  };
}

export function newName(): string {
  drawn += 1;
  return `e2e-${Date.now().toString(36)}-${drawn}`;
}

/** A policy that withholds contact data; `enforcement` decides how strictly. */
export function policyText(name: string, enforcement = "hard"): string {
  return `name = "${name}"
description = "Withholds contact data."

[[objectives]]
id = "contact-data"
kind.pii.detectors = ["email"]
stages = ["output"]
enforcement = "${enforcement}"
message = "The answer would show contact data, so it is withheld."
owner = "data-protection"

[[tests]]
name = "an address is withheld"
stage = "output"
text = "Write to anna.berg@example.com."
expect.violates = ["contact-data"]

[[tests]]
name = "a plain sentence passes"
stage = "output"
text = "The office is closed on Sunday."
expect = "permitted"
`;
}

/** Records a check that the policy in force permits and the one above would refuse. */
export async function recordCheck(): Promise<void> {
  const text = "Write to anna.berg@example.com.";
  await call("POST", "/v1/checks", { stage: "output", text, evidence: [{ id: "s1", text }] });
}

interface Version {
  name: string;
  version: number;
  status: string;
}

/** A version that is written, tested and back-tested, without the browser. */
export async function backtested(text: string, author: string): Promise<Version> {
  const { name, version } = await call<Version>("POST", "/v1/policies", { toml: text }, author);
  const path = `/v1/policies/${name}/versions/${version}`;
  await call("POST", `${path}/test`, undefined, author);
  const order = { policy: { name, version }, sample: 5 };
  await call("POST", "/v1/backtests", order, author);
  for (let tries = 0; tries < 300; tries += 1) {
    const now = await call<Version>("GET", path, undefined, author);
    if (now.status === "backtested") return now;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`the back-test of ${name} did not end`);
}

/** Takes a step on the page of a version, with a reason. */
export async function step(page: Page, label: string, reason: string): Promise<void> {
  const steps = page.getByRole("region", { name: "Next steps" });
  await steps.getByRole("button", { name: label, exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Reason").fill(reason);
  await dialog.getByRole("button", { name: label, exact: true }).click();
  await dialog.waitFor({ state: "detached" });
}
