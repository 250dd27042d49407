/** A Merkle tree (RFC 6962) that grows leaf by leaf and keeps one hash a perfect subtree. */
import { toHex } from "./bytes";
import { nodeHash } from "./transparency";

export class Frontier {
  size = 0;
  /** Roots of perfect subtrees, the largest first, each with its number of leaves. */
  #subtrees: { leaves: number; hash: Uint8Array }[] = [];

  async push(leaf: Uint8Array): Promise<void> {
    let [leaves, hash] = [1, leaf];
    for (;;) {
      const left = this.#subtrees.at(-1);
      if (left?.leaves !== leaves) break;
      this.#subtrees.pop();
      hash = await nodeHash(left.hash, hash);
      leaves *= 2;
    }
    this.#subtrees.push({ leaves, hash });
    this.size += 1;
  }

  /** The root, hexadecimal; empty for no leaves. */
  async root(): Promise<string> {
    let hash: Uint8Array | null = null;
    for (const subtree of this.#subtrees.toReversed()) {
      hash = hash ? await nodeHash(subtree.hash, hash) : subtree.hash;
    }
    return hash ? toHex(hash) : "";
  }
}
