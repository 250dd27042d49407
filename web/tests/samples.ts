/** Answers in the shape of the API. */
import type { AnswerBody, EnergyTerm, Verdict } from "~/api/types";

export function term(name: string, energy: number, weight = 1): EnergyTerm {
  return { name, unit: "nats", range: [0, 4], weight, value: energy / weight, energy };
}

export function verdict(over: Partial<Verdict> = {}): Verdict {
  return {
    objective: "no_secrets",
    kind: "pii",
    stage: "output",
    enforcement: "hard",
    status: "satisfied",
    value: -1,
    margin: 0,
    reason: "nothing found",
    message: "The answer holds a key.",
    ...over,
  };
}

export function answer(over: Partial<AnswerBody> = {}): AnswerBody {
  return {
    outcome: "answered",
    text: "Größe: 12 m. It is tall.",
    statements: [
      {
        statement_id: 7,
        text: "Größe: 12 m.",
        relevance: 0.9,
        citation: {
          document_id: "doc_1",
          title: "Tower",
          version: 2,
          heading_path: ["Measures", "Height"],
          span: { start: 0, end: 12 },
          source: "tower.md",
        },
      },
      {
        statement_id: 9,
        text: "It is tall.",
        relevance: 0.5,
        citation: {
          document_id: "doc_1",
          title: "Tower",
          version: 2,
          heading_path: [],
          span: { start: 13, end: 24 },
          source: "tower.md",
        },
      },
    ],
    short_answer: { text: "12 m", kind: "number", statement: 0, start: 7, end: 11 },
    answerable: 0.9,
    confidence: 0.8,
    abstention: null,
    energy: {
      total: 0.4,
      terms: [term("relevance", 0.3), term("length", 0.1), term("source_trust", 0)],
    },
    trace: { restarts: 4, candidates: 3, steps: [], rounded: [], moves: [], certified: true },
    rejected: [
      {
        statements: [7],
        text: "Größe: 12 m.",
        energy: { total: 0.55, terms: [term("relevance", 0.5), term("length", 0.05)] },
        reason: { kind: "higher_energy", by: 0.15 },
      },
      {
        statements: [7, 11],
        text: null,
        energy: { total: 0.2, terms: [term("relevance", 0.2)] },
        reason: { kind: "violates", objective: "no_phone_numbers", detail: "a number" },
      },
    ],
    candidates: [
      {
        statement_id: 7,
        text: "Größe: 12 m.",
        relevance: 0.9,
        lexical: 3,
        admitted: true,
        reason: null,
      },
      {
        statement_id: 9,
        text: "It is tall.",
        relevance: 0.5,
        lexical: 2,
        admitted: true,
        reason: null,
      },
      {
        statement_id: 11,
        text: "Call me.",
        relevance: 0.1,
        lexical: 1,
        admitted: true,
        reason: null,
      },
      {
        statement_id: 12,
        text: null,
        relevance: 0.1,
        lexical: 1,
        admitted: false,
        reason: "no_secrets: a key",
      },
      { statement_id: 13, text: "Else.", relevance: 0.1, lexical: 1, admitted: true, reason: null },
    ],
    verdicts: [verdict()],
    policy: { name: "default", version: 1, digest: "ab" },
    memory: { revision: 3 },
    model: { name: "encoder", encoder: "cd", calibration: "dev" },
    seed: 0,
    ...over,
  };
}
