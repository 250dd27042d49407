import { describe, expect, test, vi } from "vitest";
import { AnswerBodyView } from "~/features/answer/AnswerBodyView";
import { EnergyView } from "~/features/answer/EnergyView";
import { Verdicts } from "~/features/answer/Verdicts";
import { RejectedAnswers } from "~/features/decision/RejectedAnswers";
import { click, find, render } from "./render";
import { answer, verdict } from "./samples";

const closed = { open: null, show: () => {}, close: () => {} };

describe("an answer", () => {
  test("numbers its citations and opens the one that is pressed", async () => {
    const show = vi.fn();
    const given = answer();
    const view = await render(<AnswerBodyView answer={given} source={{ ...closed, show }} />);
    const citations = [...view.querySelectorAll<HTMLElement>("button[aria-label^='Source']")];
    expect(citations.map((button) => button.textContent)).toEqual(["1", "2"]);
    await click(citations[1] ?? document.body);
    expect(show).toHaveBeenCalledExactlyOnceWith(2, given.statements[1]);
  });

  test("shows the short answer first and marks it in its statement, by character offsets", async () => {
    const view = await render(<AnswerBodyView answer={answer()} source={closed} />);
    expect(find(view, "p").textContent).toBe("12 m");
    expect(find(view, "strong").textContent).toBe("12 m");
  });

  test("does not mark a short answer whose offsets do not match", async () => {
    const short = { text: "12 m", kind: "number", statement: 0, start: 0, end: 4 };
    const view = await render(
      <AnswerBodyView answer={answer({ short_answer: short })} source={closed} />,
    );
    expect(view.querySelector("strong")).toBeNull();
  });

  test("names the document, the headings and the version of each source", async () => {
    const view = await render(<AnswerBodyView answer={answer()} source={closed} />);
    const sources = find(view, "ol[aria-label='Sources']");
    expect(sources.textContent).toContain("Tower › Measures › Height version 2");
    expect(sources.textContent).toContain("relevance 0.90");
  });
});

describe("an answer that was withheld", () => {
  test("says why, with score, threshold and objective", async () => {
    const withheld = answer({
      outcome: "abstained",
      text: "I cannot answer this.",
      statements: [],
      abstention: {
        reason: "no_feasible_answer",
        score: 0.7,
        threshold: 0.42,
        objective: "no_secrets",
      },
      verdicts: [
        verdict(),
        verdict({ objective: "no_cards", status: "unevaluable", reason: "time ran out" }),
      ],
    });
    const view = await render(<AnswerBodyView answer={withheld} source={closed} />);
    for (const text of [
      "I cannot answer this.",
      "breaks a hard objective",
      "0.700",
      "0.420",
      "No secrets",
    ]) {
      expect(view.textContent).toContain(text);
    }
    expect(find(view, "li").textContent).toContain("No cards at stage output: time ran out");
    expect(view.querySelectorAll("li")).toHaveLength(1);
  });
});

test("the energy bar reads as one image, its table has every term and the total", async () => {
  const view = await render(<EnergyView energy={answer().energy} />);
  expect(find(view, "[role=img]").getAttribute("aria-label")).toBe(
    "Energy 0.400 by term: Relevance 0.300, Length 0.100",
  );
  await click(find(view, "button[aria-expanded=false]"));
  const rows = [...view.querySelectorAll("tbody tr")].map((row) => row.textContent);
  expect(rows).toHaveLength(4);
  expect(rows[0]).toBe("Relevancenats0 to 40.310.300");
  expect(rows[3]).toBe("Total0.400");
});

test("verdicts that are not satisfied come first, and a shadow one is not alarming", async () => {
  const view = await render(
    <Verdicts
      verdicts={[
        verdict(),
        verdict({ objective: "plain", enforcement: "shadow", status: "violated", reason: "odd" }),
        verdict({ objective: "cards", status: "violated", value: null, reason: "a card number" }),
      ]}
    />,
  );
  const rows = [...view.querySelectorAll("tbody tr")];
  expect(rows.map((row) => row.querySelector("th")?.textContent)).toEqual([
    "Plainodd",
    "Cardsa card number",
    "No secrets",
  ]);
  expect(rows[0]?.querySelector(".text-warn")).not.toBeNull();
  expect(rows[1]?.querySelector(".text-bad")).not.toBeNull();
  expect(rows[1]?.textContent).toContain("none");
});

test("each rejected answer says why it lost, on the scale of the largest", async () => {
  const view = await render(<RejectedAnswers answer={answer()} />);
  const bars = [...view.querySelectorAll("[role=img]")];
  expect(bars.map((bar) => bar.getAttribute("aria-label")?.split(":")[0])).toEqual([
    "The answer given, energy 0.400",
    "Rejected 1, energy 0.550",
    "Rejected 2, energy 0.200",
  ]);
  const width = (bar: Element | undefined) =>
    [...(bar?.querySelectorAll<HTMLElement>(":scope > span") ?? [])].reduce(
      (sum, part) => sum + Number.parseFloat(part.style.width),
      0,
    );
  expect(width(bars[1])).toBeCloseTo(100, 6);
  expect(width(bars[0])).toBeCloseTo((0.4 / 0.55) * 100, 6);
  expect(view.textContent).toContain("Energy higher by 0.150");
  expect(view.textContent).toContain("Violates No phone numbers");
});
