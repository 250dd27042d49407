/**
 * Verifies that a decision is in the transparency log, with nothing but the browser's own
 * cryptography: SHA-256 over the tree of RFC 6962, Ed25519 over the signed head.
 *
 * The leaf is the canonical JSON of the decision's envelope. Digests are lower-case hexadecimal.
 */
import type { Envelope, InclusionProof, TreeHead } from "~/api/types";
import { concat, decodeFixed, fromHex, toHex, utf8 } from "./bytes";
import { canonicalJson } from "./canonical";

const LEAF_PREFIX = Uint8Array.of(0x00);
const NODE_PREFIX = Uint8Array.of(0x01);

export type CheckStatus = "passed" | "failed" | "unsupported";

export interface Check {
  name: "leaf" | "path" | "head" | "signature";
  status: CheckStatus;
  expected?: string;
  computed?: string;
  reason?: string;
}

/** One step up the tree: the sibling from the audit path, the side it stands on, the parent. */
export interface PathStep {
  sibling: string;
  side: "left" | "right";
  parent: string;
}

export interface ProofReport {
  verdict: "verified" | "partly" | "failed";
  leaf: string;
  leafBytes: number;
  steps: PathStep[];
  root: string;
  checks: Check[];
}

/** True where the page may use WebCrypto: HTTPS or the local machine. */
export function canVerify(): boolean {
  return globalThis.crypto?.subtle !== undefined;
}

export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

/** RFC 6962, section 2.1: SHA-256(0x00 || entry). */
export function leafHash(entry: Uint8Array): Promise<Uint8Array> {
  return sha256(concat(LEAF_PREFIX, entry));
}

/** RFC 6962, section 2.1: SHA-256(0x01 || left || right). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Promise<Uint8Array> {
  return sha256(concat(NODE_PREFIX, left, right));
}

/** Walks an audit path to the root, as RFC 9162, section 2.1.3.2. Throws on a path of the wrong length. */
export async function walkPath(
  leafIndex: number,
  treeSize: number,
  leaf: Uint8Array,
  auditPath: string[],
): Promise<{ steps: PathStep[]; root: string }> {
  if (!Number.isSafeInteger(leafIndex) || leafIndex < 0 || leafIndex >= treeSize) {
    throw new Error(`leaf ${leafIndex} is not in a tree of ${treeSize}`);
  }
  let node = leafIndex;
  let last = treeSize - 1;
  let hash = leaf;
  const steps: PathStep[] = [];
  for (const sibling of auditPath) {
    if (last === 0) throw new Error("the audit path is too long");
    const other = fromHex(sibling);
    const side = node % 2 === 1 || node === last ? "left" : "right";
    hash = side === "left" ? await nodeHash(other, hash) : await nodeHash(hash, other);
    if (side === "left") {
      while (node % 2 === 0 && node !== 0) {
        node = Math.floor(node / 2);
        last = Math.floor(last / 2);
      }
    }
    node = Math.floor(node / 2);
    last = Math.floor(last / 2);
    steps.push({ sibling, side, parent: toHex(hash) });
  }
  if (last !== 0) throw new Error("the audit path is too short");
  return { steps, root: toHex(hash) };
}

/** What is signed begins with this, so that no signature of one purpose serves another. */
const HEAD_DOMAIN = utf8("groundstate/tree-head/v1\0");

/** The bytes that a head's signature covers: the domain, then canonical JSON of all but key and signature. */
export function headMessage(head: TreeHead): Uint8Array<ArrayBuffer> {
  const { tenant, size, root, signed_at_ms } = head;
  return concat(HEAD_DOMAIN, utf8(canonicalJson({ root, signed_at_ms, size, tenant })));
}

/** A key's identifier: `ed25519-` and the first 16 hexadecimal digits of its SHA-256. */
export async function keyId(publicKey: Uint8Array<ArrayBuffer>): Promise<string> {
  return `ed25519-${toHex(await sha256(publicKey)).slice(0, 16)}`;
}

/** Whether the head carries a signature of the key it names. */
export async function checkSignature(head: TreeHead): Promise<Check> {
  let key: CryptoKey;
  try {
    const raw = decodeFixed(head.public_key, 32);
    if ((await keyId(raw)) !== head.key_id) {
      return {
        name: "signature",
        status: "failed",
        reason: "The key is not the one that is named.",
      };
    }
    key = await crypto.subtle.importKey("raw", raw, { name: "Ed25519" }, false, ["verify"]);
  } catch (error) {
    const unsupported = error instanceof DOMException && error.name === "NotSupportedError";
    return {
      name: "signature",
      status: unsupported ? "unsupported" : "failed",
      reason: unsupported
        ? "This browser has no Ed25519. `groundstate log verify` checks the signature offline."
        : `The public key cannot be read: ${describe(error)}.`,
    };
  }
  try {
    const signature = decodeFixed(head.signature, 64);
    const valid = await crypto.subtle.verify("Ed25519", key, signature, headMessage(head));
    return valid
      ? { name: "signature", status: "passed" }
      : { name: "signature", status: "failed", reason: "The signature is not of this head." };
  } catch (error) {
    const reason = `The signature cannot be read: ${describe(error)}.`;
    return { name: "signature", status: "failed", reason };
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function compare(name: Check["name"], expected: string, computed: string): Check {
  const status = expected.toLowerCase() === computed ? "passed" : "failed";
  return { name, status, expected, computed };
}

function checkHead(proof: InclusionProof, envelope: Envelope): Check {
  const { head } = proof;
  const faults: string[] = [];
  if (head.size !== proof.tree_size) faults.push("the signed head is of another tree size");
  if (head.root.toLowerCase() !== proof.root.toLowerCase()) faults.push("the signed root differs");
  if (head.tenant !== envelope.tenant) faults.push("the head belongs to another tenant");
  return faults.length === 0
    ? { name: "head", status: "passed" }
    : { name: "head", status: "failed", reason: `${faults.join("; ")}.` };
}

/** Recomputes everything from the envelope up. Never throws: what cannot be read counts as failed. */
export async function verifyInclusion(
  envelope: Envelope,
  proof: InclusionProof,
): Promise<ProofReport> {
  const entry = utf8(canonicalJson(envelope));
  const leaf = await leafHash(entry);
  const checks = [compare("leaf", proof.leaf_hash, toHex(leaf))];
  let steps: PathStep[] = [];
  let root = "";
  try {
    ({ steps, root } = await walkPath(proof.leaf_index, proof.tree_size, leaf, proof.audit_path));
    checks.push(compare("path", proof.root, root));
  } catch (error) {
    checks.push({ name: "path", status: "failed", reason: `${describe(error)}.` });
  }
  checks.push(checkHead(proof, envelope), await checkSignature(proof.head));
  return {
    verdict: summarise(checks),
    leaf: toHex(leaf),
    leafBytes: entry.length,
    steps,
    root,
    checks,
  };
}

function summarise(checks: Check[]): ProofReport["verdict"] {
  if (checks.some((check) => check.status === "failed")) return "failed";
  return checks.some((check) => check.status === "unsupported") ? "partly" : "verified";
}
