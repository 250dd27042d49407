/** Places that objectives found in a text. They count bytes of UTF-8; JavaScript counts UTF-16 units. */
import type { Place } from "~/api/types";
import { utf8 } from "./bytes";

export interface Piece {
  text: string;
  /** What stands here; empty for plain text. */
  labels: string[];
}

/** Cuts a text where a place begins or ends. Places outside the text are left out. */
export function cutAtPlaces(
  text: string,
  places: Pick<Place, "start" | "end" | "label">[],
): Piece[] {
  const bytes = utf8(text);
  const inside = places.filter(({ start, end }) => start < end && end <= bytes.length);
  const cuts = new Set([0, bytes.length, ...inside.flatMap(({ start, end }) => [start, end])]);
  const sorted = [...cuts].sort((left, right) => left - right);
  const decoder = new TextDecoder();
  return sorted.slice(1).map((end, index) => {
    const start = sorted[index] ?? 0;
    const here = inside.filter((place) => place.start <= start && place.end >= end);
    return {
      text: decoder.decode(bytes.subarray(start, end)),
      labels: [...new Set(here.map((place) => place.label))],
    };
  });
}
