/** Verifies that one tree extends another: RFC 9162, section 2.1.4.2. */
import { fromHex, toHex } from "./bytes";
import { nodeHash } from "./transparency";

/** Root of the empty tree: SHA-256 of nothing. */
const EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

export interface Tree {
  size: number;
  root: string;
}

/** Null where `newer` extends `older`, else why that is not shown. */
export async function inconsistency(
  older: Tree,
  newer: Tree,
  path: string[],
): Promise<string | null> {
  if (older.size > newer.size) return "the log is shorter than it was";
  if (older.size === 0 || older.size === newer.size) {
    if (path.length > 0) return "the proof is too long";
    return older.root === (older.size === 0 ? EMPTY : newer.root) ? null : "the roots differ";
  }
  const hashes = path.map(fromHex);
  // A perfect older tree is itself the first node, and is left out of the proof.
  const first = isPowerOfTwo(older.size) ? fromHex(older.root) : hashes.shift();
  if (!first) return "the proof is too short";
  let [node, last] = [older.size - 1, newer.size - 1];
  while (node % 2 === 1) [node, last] = [half(node), half(last)];
  let olderHash: Uint8Array = first;
  let newerHash: Uint8Array = first;
  for (const sibling of hashes) {
    if (last === 0) return "the proof is too long";
    if (node % 2 === 1 || node === last) {
      olderHash = await nodeHash(sibling, olderHash);
      newerHash = await nodeHash(sibling, newerHash);
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)];
    } else {
      newerHash = await nodeHash(newerHash, sibling);
    }
    [node, last] = [half(node), half(last)];
  }
  if (last !== 0) return "the proof is too short";
  if (toHex(olderHash) !== older.root) return "the proof is not of the older tree";
  return toHex(newerHash) === newer.root ? null : "the proof is not of the newer tree";
}

function half(value: number): number {
  return Math.floor(value / 2);
}

function isPowerOfTwo(value: number): boolean {
  while (value % 2 === 0) value = half(value);
  return value === 1;
}
