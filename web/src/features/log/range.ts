/** The range of leaves that a form asks for. */
import type { TreeHead } from "~/api/types";
import type { Stretch } from "~/lib/logExport";

/** First and last leaf, from 0, both included; an empty field is the end of the log on its side. */
export function readRange(
  first: string,
  last: string,
  size: number,
): Pick<Stretch, "from" | "to"> | string {
  const from = first.trim() === "" ? 0 : Number(first);
  const end = last.trim() === "" ? size - 1 : Number(last);
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(end)) return "Leaves are whole numbers.";
  if (from < 0 || end >= size) return `The log has the leaves 0 to ${size - 1}.`;
  if (from > end) return "The first leaf comes after the last.";
  return { from, to: end + 1 };
}

/** The newest kept head that the log should contain. */
export function newestWithin(kept: TreeHead[], size: number): TreeHead | undefined {
  return kept.filter((head) => head.size > 0 && head.size <= size).at(-1);
}
