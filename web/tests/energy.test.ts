import { describe, expect, test } from "vitest";
import { fateOf } from "~/lib/candidates";
import {
  commonScale,
  drawnTotal,
  SERIES_COUNT,
  segments,
  seriesOf,
  termDifferences,
} from "~/lib/energy";
import { answer, term } from "./samples";

const TERMS = [term("relevance", 0.3), term("coverage", 0), term("length", 0.1), term("odd", -0.2)];

describe("segments", () => {
  test("add up to the whole bar, in order, each beginning where the last ended", () => {
    const parts = segments(TERMS);
    expect(parts.map((part) => part.name)).toEqual(["relevance", "length"]);
    expect(parts.reduce((sum, part) => sum + part.share, 0)).toBeCloseTo(1, 12);
    expect(parts[1]?.start).toBeCloseTo(parts[0]?.share ?? Number.NaN, 12);
  });

  test("on a common scale keep the ratio of the totals", () => {
    const width = (terms: typeof TERMS) =>
      segments(terms, 0.8).reduce((sum, part) => sum + part.share, 0);
    expect(width(TERMS)).toBeCloseTo(drawnTotal(TERMS) / 0.8, 12);
  });

  test("are none where there is no energy", () => {
    expect(segments([])).toEqual([]);
    expect(segments([term("relevance", 0)])).toEqual([]);
    expect(segments([term("relevance", Number.NaN)])).toEqual([]);
  });
});

test("a term has the same colour everywhere, known or not", () => {
  expect(seriesOf("relevance")).toBe(1);
  expect(seriesOf("made_up")).toBe(seriesOf("made_up"));
  for (const name of ["a", "novelty", "ζ", ""]) {
    expect(seriesOf(name)).toBeGreaterThanOrEqual(1);
    expect(seriesOf(name)).toBeLessThanOrEqual(SERIES_COUNT);
  }
});

test("differences are other minus chosen, largest first, and a missing term counts as zero", () => {
  const other = [term("relevance", 0.25), term("length", 0.3), term("trust", 0.02)];
  expect(termDifferences(TERMS, other).map((entry) => entry.name)).toEqual([
    "length",
    "relevance",
    "trust",
  ]);
  expect(termDifferences(TERMS, other)[0]?.difference).toBeCloseTo(0.2, 12);
});

test("the common scale is the largest total", () => {
  expect(commonScale([{ terms: TERMS }, { terms: [term("length", 0.9)] }])).toBeCloseTo(0.9, 12);
  expect(commonScale([])).toBe(0);
});

test("the fate of each candidate", () => {
  const given = answer();
  const fates = given.candidates.map((candidate) => fateOf(candidate, given));
  expect(fates).toEqual([
    { kind: "chosen", detail: "Statement 1 of the answer" },
    { kind: "chosen", detail: "Statement 2 of the answer" },
    { kind: "lost", detail: "Best answer with it violates No phone numbers" },
    { kind: "excluded", detail: "no_secrets: a key" },
    { kind: "lost", detail: "Not in a close answer" },
  ]);
});
