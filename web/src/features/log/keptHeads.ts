/**
 * Heads of the log that this browser keeps. A head that somebody other than the server keeps is what
 * proves later that nothing below it was removed. Nothing in it is secret.
 */
import type { TreeHead } from "~/api/types";

const STORAGE_KEY = "groundstate.heads";
/** The oldest are the most worth keeping; beyond this many the newest but one goes. */
const MOST = 20;

export function keptHeads(tenant: string): TreeHead[] {
  return read().filter((head) => head.tenant === tenant);
}

/** Keeps a head, once. */
export function keepHead(head: TreeHead): TreeHead[] {
  const others = read().filter(({ tenant, size }) => tenant !== head.tenant || size !== head.size);
  const own = others.filter(({ tenant }) => tenant === head.tenant);
  const dropped = own.length >= MOST ? own.at(-1) : undefined;
  const heads = [...others.filter((other) => other !== dropped), head];
  heads.sort((left, right) => left.size - right.size);
  write(heads);
  return heads.filter(({ tenant }) => tenant === head.tenant);
}

function read(): TreeHead[] {
  try {
    const heads: unknown = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? "[]");
    return Array.isArray(heads) ? heads.filter(isHead) : [];
  } catch {
    return [];
  }
}

function write(heads: TreeHead[]): void {
  try {
    localStorage.setItem(STORAGE_KEY, JSON.stringify(heads));
  } catch {
    // Without storage a head can still be saved as a file.
  }
}

function isHead(value: unknown): value is TreeHead {
  const head = value as Partial<TreeHead> | null;
  return typeof head?.tenant === "string" && typeof head.size === "number" && Boolean(head.root);
}
