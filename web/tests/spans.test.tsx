import { describe, expect, test } from "vitest";
import type { Passage } from "~/api/types";
import { CitedPassage } from "~/features/source/CitedPassage";
import { highlight, sliceBytes } from "~/lib/spans";
import { find, render } from "./render";

const PASSAGE: Passage = {
  document_id: "doc_1",
  title: "Tower",
  version: 1,
  start: 100,
  end: 135,
  text: "Höhe – 12 m. 🗼 ist groß. End",
};

describe("byte offsets", () => {
  test("count UTF-8, not UTF-16", () => {
    expect(sliceBytes("Höhe – 12 m", 10, 14)).toEqual({
      before: "Höhe – ",
      cited: "12 m",
      after: "",
    });
  });

  test("inside a character, reversed or outside the text are refused", () => {
    expect(sliceBytes("ö", 1, 2)).toBeNull();
    expect(sliceBytes("abc", 2, 1)).toBeNull();
    expect(sliceBytes("abc", -1, 2)).toBeNull();
    expect(sliceBytes("abc", 0, 4)).toBeNull();
  });

  test("are relative to the start of the passage", () => {
    expect(highlight(PASSAGE, { start: 110, end: 115 })?.cited).toBe("12 m.");
  });
});

describe("a cited passage", () => {
  test("marks the span and says that it is the statement's own words", async () => {
    const view = await render(
      <CitedPassage passage={PASSAGE} span={{ start: 116, end: 131 }} statement="🗼 ist  groß." />,
    );
    expect(find(view, "mark").textContent).toBe("🗼 ist groß.");
    expect(view.textContent).toContain("the source's own words");
  });

  test("says so when the words differ", async () => {
    const view = await render(
      <CitedPassage passage={PASSAGE} span={{ start: 110, end: 115 }} statement="13 m." />,
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
