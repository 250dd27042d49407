/** Arithmetic behind the energy bars. */
import type { Energy, EnergyTerm } from "~/api/types";

export interface Segment {
  name: string;
  energy: number;
  /** Offset and width as shares of the scale, 0 to 1. */
  start: number;
  share: number;
  /** 1 to 8: the colour of the term. */
  series: number;
}

export const SERIES_COUNT = 8;
/** Energies below it read 0.000: they are in the table of terms, not in the bar. */
const LEAST_DRAWN = 0.0005;

/** Terms keep their colour wherever they appear: those of answers, then those of plans, which are never drawn together. */
const SERIES: Record<string, number> = {
  relevance: 1,
  coverage: 2,
  redundancy: 3,
  coherence: 4,
  self_containedness: 5,
  length: 6,
  source_trust: 7,
  recency: 8,
  goal: 1,
  reachability: 2,
  disagreement: 3,
  action: 4,
  value: 6,
};

/** The colour of a term: fixed for the known ones, by a hash of the name for the rest. */
export function seriesOf(name: string): number {
  const known = SERIES[name];
  if (known) return known;
  let hash = 7;
  for (const letter of name) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 65_521;
  return (hash % SERIES_COUNT) + 1;
}

/** Sum of the terms that add to the bar. Terms are defined as non-negative; anything below zero is not drawn. */
export function drawnTotal(terms: EnergyTerm[]): number {
  return terms.reduce((sum, term) => sum + Math.max(0, term.energy), 0);
}

/**
 * The bar's segments in the order of the terms. `scale` is the energy that fills the whole width;
 * by default the answer's own total, so that the segments add up to 1.
 */
export function segments(terms: EnergyTerm[], scale = drawnTotal(terms)): Segment[] {
  if (!(scale > 0)) return [];
  let start = 0;
  const drawn: Segment[] = [];
  for (const term of terms) {
    const share = Math.max(0, term.energy) / scale;
    if (term.energy < LEAST_DRAWN) continue;
    drawn.push({ name: term.name, energy: term.energy, start, share, series: seriesOf(term.name) });
    start += share;
  }
  return drawn;
}

export interface TermDifference {
  name: string;
  difference: number;
}

/** Other minus chosen, by term, largest first. Differences below `threshold` are left out. */
export function termDifferences(
  chosen: EnergyTerm[],
  other: EnergyTerm[],
  threshold = 0.0005,
): TermDifference[] {
  const reference = new Map(chosen.map((term) => [term.name, term.energy]));
  return other
    .map((term) => ({ name: term.name, difference: term.energy - (reference.get(term.name) ?? 0) }))
    .filter((entry) => Math.abs(entry.difference) >= threshold)
    .sort((left, right) => Math.abs(right.difference) - Math.abs(left.difference));
}

/** One scale for several bars: the largest drawn total. */
export function commonScale(energies: Pick<Energy, "terms">[]): number {
  return Math.max(0, ...energies.map((energy) => drawnTotal(energy.terms)));
}
