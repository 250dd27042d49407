import { expect, test } from "vitest";
import {
  compact,
  difference,
  energy,
  humanise,
  integer,
  milliseconds,
  percent,
  plural,
  shortDigest,
  timestamp,
} from "~/lib/format";

test("energies have three decimals and a true minus sign", () => {
  expect(energy(0.24349)).toBe("0.243");
  expect(energy(-0.5)).toBe("−0.500");
  expect(energy(-0.0001)).toBe("0.000");
  expect(energy(Number.NaN)).toBe("n/a");
});

test("differences always carry a sign, zero none", () => {
  expect(difference(0.061)).toBe("+0.061");
  expect(difference(-0.061)).toBe("−0.061");
  expect(difference(-0.0002)).toBe("0.000");
});

test.each([
  [0.62, "0.62\u2009ms"],
  [24.31, "24.3\u2009ms"],
  [99.96, "100.0\u2009ms"],
  [642.4, "642\u2009ms"],
  [12_345, "12.3\u2009s"],
])("%d ms", (value, text) => {
  expect(milliseconds(value)).toBe(text);
});

test("times are UTC to the second, whatever the zone of the browser", () => {
  expect(timestamp("2026-11-24T15:03:22.981+02:00")).toBe("2026-11-24 13:03:22 UTC");
  expect(timestamp(0)).toBe("1970-01-01 00:00:00 UTC");
  expect(timestamp("soon")).toBe("soon");
});

test("counts, shares and digests", () => {
  expect(integer(1_234_567)).toBe("1\u2009234\u2009567");
  expect(percent(0.874)).toBe("87\u2009%");
  expect(percent(1.2)).toBe("100\u2009%");
  expect(plural(1, "leaf", "leaves")).toBe("1 leaf");
  expect(plural(2, "leaf", "leaves")).toBe("2 leaves");
  expect(shortDigest("0123456789abcdef0123456789abcdef")).toBe("0123456789…abcdef");
  expect(shortDigest("short")).toBe("short");
  expect(compact(-0.30999)).toBe("−0.31");
});

test("names of the API become words", () => {
  expect(humanise("no_feasible_answer")).toBe("No feasible answer");
  expect(humanise("self_containedness")).toBe("Self-containedness");
  expect(humanise("pii")).toBe("PII");
});
