/** A policy as it stands in the editor: TOML, or JSON where it begins with a brace. */
import type { WrittenPolicy } from "~/api/policies";

export type ReadText =
  | { policy: WrittenPolicy; notation: "TOML" | "JSON" }
  | { fault: string; notation: "JSON" };

export function readPolicyText(text: string): ReadText {
  if (!text.trimStart().startsWith("{")) return { policy: { toml: text }, notation: "TOML" };
  try {
    return { policy: { document: JSON.parse(text) as unknown }, notation: "JSON" };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error), notation: "JSON" };
  }
}

/** A document as text to go on from. It keeps the name that it is stored under. */
export function textOf(document: unknown, name: string): string {
  const fields = typeof document === "object" && document !== null ? document : {};
  return `${JSON.stringify({ ...fields, name }, null, 2)}\n`;
}

/** What a new policy begins with: one objective and the cases that show what it does. */
export const TEMPLATE = `name = "my-policy"
description = "What the policy is for, in a sentence or two."

[[objectives]]
id = "contact-data"
kind.pii.detectors = ["email", "phone"]
stages = ["output"]
enforcement = "hard"
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
