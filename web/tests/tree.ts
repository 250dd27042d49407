/** Trees of RFC 6962 by their recursive definitions: slow and obvious. */
import type { TreeHead } from "~/api/types";
import { toHex } from "~/lib/bytes";
import { headMessage, keyId, leafHash, nodeHash } from "~/lib/transparency";

function half(length: number): number {
  return 2 ** Math.ceil(Math.log2(length) - 1);
}

/** MTH(D[n]), section 2.1. */
export async function treeHash(entries: Uint8Array[]): Promise<Uint8Array> {
  const [only] = entries;
  if (entries.length === 1 && only) return leafHash(only);
  const split = half(entries.length);
  return nodeHash(await treeHash(entries.slice(0, split)), await treeHash(entries.slice(split)));
}

/** PATH(m, D[n]), section 2.1.1. */
export async function auditPath(index: number, entries: Uint8Array[]): Promise<string[]> {
  if (entries.length === 1) return [];
  const split = half(entries.length);
  const [left, right] = [entries.slice(0, split), entries.slice(split)];
  return index < split
    ? [...(await auditPath(index, left)), toHex(await treeHash(right))]
    : [...(await auditPath(index - split, right)), toHex(await treeHash(left))];
}

/** PROOF(m, D[n]), section 2.1.2. */
export function consistencyPath(size: number, entries: Uint8Array[]): Promise<string[]> {
  return subproof(size, entries, true);
}

async function subproof(size: number, entries: Uint8Array[], whole: boolean): Promise<string[]> {
  if (size === entries.length) return whole ? [] : [toHex(await treeHash(entries))];
  const split = half(entries.length);
  const [left, right] = [entries.slice(0, split), entries.slice(split)];
  return size <= split
    ? [...(await subproof(size, left, whole)), toHex(await treeHash(right))]
    : [...(await subproof(size - split, right, false)), toHex(await treeHash(left))];
}

/** Signs heads of one tenant with a key of its own. */
export async function signer(tenant: string) {
  const pair = (await crypto.subtle.generateKey("Ed25519", true, [
    "sign",
    "verify",
  ])) as CryptoKeyPair;
  const raw = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const public_key = toHex(raw);
  const key_id = await keyId(raw);
  async function sign(size: number, root: string): Promise<TreeHead> {
    const head = { tenant, size, root, signed_at_ms: 1_790_000_000_500, key_id, public_key };
    const message = headMessage({ ...head, signature: "" });
    const signature = await crypto.subtle.sign("Ed25519", pair.privateKey, message);
    return { ...head, signature: toHex(new Uint8Array(signature)) };
  }
  return { public_key, sign };
}
