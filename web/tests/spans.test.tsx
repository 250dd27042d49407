import { describe, expect, test } from "vitest";
import type { Passage } from "~/api/types";
import { CitedPassage } from "~/features/source/CitedPassage";
import { highlight, sliceCharacters } from "~/lib/spans";
import { find, render } from "./render";

const PASSAGE: Passage = {
  document_id: "doc_1",
  title: "Tower",
  version: 1,
  start: 100,
  end: 129,
  length: 400,
  text: "Höhe – 12 m. 🗼 ist groß. End",
};

describe("character offsets", () => {
  test("count Unicode scalar values, not UTF-16 units", () => {
    expect(sliceCharacters("🗼 – 12 m", 4, 8)).toEqual({
      before: "🗼 – ",
      cited: "12 m",
      after: "",
    });
  });

  test("reversed or outside the text are refused", () => {
    expect(sliceCharacters("abc", 2, 1)).toBeNull();
    expect(sliceCharacters("abc", -1, 2)).toBeNull();
    expect(sliceCharacters("a🗼", 0, 3)).toBeNull();
  });

  test("are relative to the start of the passage", () => {
    expect(highlight(PASSAGE, { start: 107, end: 112 })?.cited).toBe("12 m.");
  });
});

describe("a cited passage", () => {
  test("marks the span and says that it is the statement's own words", async () => {
    const view = await render(
      <CitedPassage passage={PASSAGE} span={{ start: 113, end: 124 }} statement="🗼 ist  groß." />,
    );
    expect(find(view, "mark").textContent).toBe("🗼 ist groß.");
    expect(view.textContent).toContain("the source's own words");
  });

  test("says so when the words differ", async () => {
    const view = await render(
      <CitedPassage passage={PASSAGE} span={{ start: 107, end: 112 }} statement="13 m." />,
    );
    expect(view.textContent).toContain("differs from the marked words");
  });

  test("says so when the span is elsewhere", async () => {
    const view = await render(
      <CitedPassage passage={PASSAGE} span={{ start: 10, end: 15 }} statement="12 m." />,
    );
    expect(view.querySelector("mark")).toBeNull();
    expect(view.textContent).toContain("not in this passage");
  });
});
