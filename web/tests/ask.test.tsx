import { describe, expect, test, vi } from "vitest";
import { QuestionForm } from "~/features/ask/QuestionForm";
import { readDecisionFilter } from "~/features/decisions/filter";
import { find, press, render } from "./render";

describe("the question box", () => {
  async function box(question: string, busy = false) {
    const onAsk = vi.fn();
    const view = await render(
      <QuestionForm question={question} onQuestionChange={() => {}} onAsk={onAsk} busy={busy} />,
    );
    return { onAsk, field: find<HTMLTextAreaElement>(view, "textarea") };
  }

  test.each([{}, { ctrlKey: true }, { metaKey: true }])("Enter with %o asks", async (modifier) => {
    const { onAsk, field } = await box("Why?");
    const event = await press(field, { key: "Enter", ...modifier });
    expect(onAsk).toHaveBeenCalledOnce();
    expect(event.defaultPrevented).toBe(true);
  });

  test("Shift+Enter and Enter that ends a composition do not", async () => {
    const { onAsk, field } = await box("Why?");
    const newline = await press(field, { key: "Enter", shiftKey: true });
    await press(field, { key: "Enter", isComposing: true });
    expect(onAsk).not.toHaveBeenCalled();
    expect(newline.defaultPrevented).toBe(false);
  });

  test("nothing is asked while blank or busy", async () => {
    for (const [question, busy] of [
      ["  ", false],
      ["Why?", true],
    ] as const) {
      const { onAsk, field } = await box(question, busy);
      await press(field, { key: "Enter" });
      expect(onAsk).not.toHaveBeenCalled();
    }
  });
});

test("the filter in the URL keeps what is known and drops the rest", () => {
  expect(readDecisionFilter({ outcome: "refused", kind: "answer", cursor: "abc", x: 1 })).toEqual({
    outcome: "refused",
    kind: "answer",
    cursor: "abc",
  });
  expect(readDecisionFilter({ outcome: "<b>", kind: 3, cursor: "" })).toEqual({});
});
