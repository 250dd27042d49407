import { describe, expect, test } from "vitest";
import type { Envelope, InclusionProof } from "~/api/types";
import { fromHex, toHex, utf8 } from "~/lib/bytes";
import { canonicalJson } from "~/lib/canonical";
import { leafHash, verifyInclusion, walkPath } from "~/lib/transparency";
import { auditPath, signer, treeHash } from "./tree";

/** The reference leaves of the Certificate Transparency implementation, and the roots of their trees. */
const LEAVES = [
  "",
  "00",
  "10",
  "2021",
  "3031",
  "40414243",
  "5051525354555657",
  "606162636465666768696a6b6c6d6e6f",
];
const ROOTS = [
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

const entries = LEAVES.map(fromHex);

describe("RFC 6962 vectors", () => {
  test.each(ROOTS.map((root, index) => [index + 1, root] as const))(
    "root of %i",
    async (size, root) => {
      expect(toHex(await treeHash(entries.slice(0, size)))).toBe(root);
    },
  );

  test("the published audit path of leaf 0 in the tree of 8", async () => {
    const path = [
      "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ];
    const { root, steps } = await walkPath(0, 8, await leafHash(fromHex("")), path);
    expect(root).toBe(ROOTS[7]);
    expect(steps.map((step) => step.side)).toEqual(["right", "right", "right"]);
  });
});

test("every leaf of every tree up to 20 reaches the root, and no other", async () => {
  const many = Array.from({ length: 20 }, (_, index) => utf8(`entry ${index}`));
  for (let size = 1; size <= many.length; size += 1) {
    const tree = many.slice(0, size);
    const root = toHex(await treeHash(tree));
    for (let index = 0; index < size; index += 1) {
      const leaf = await leafHash(utf8(`entry ${index}`));
      const path = await auditPath(index, tree);
      expect((await walkPath(index, size, leaf, path)).root).toBe(root);
      await expect(walkPath(index, size, leaf, [...path, root])).rejects.toThrow("too long");
      if (path.length > 0) {
        await expect(walkPath(index, size, leaf, path.slice(1))).rejects.toThrow("too short");
      }
    }
  }
});

test("a leaf outside the tree is refused", async () => {
  const leaf = await leafHash(utf8("x"));
  await expect(walkPath(3, 3, leaf, [])).rejects.toThrow("not in a tree of 3");
  await expect(walkPath(-1, 3, leaf, [])).rejects.toThrow("not in a tree");
});

describe("a whole proof", () => {
  const envelope: Envelope = {
    v: 1,
    id: "dec_1",
    tenant: "main",
    kind: "answer",
    created_at_ms: 1_790_000_000_000,
    principal: "key_1",
    outcome: "answered",
    energies: [{ name: "relevance", energy: 0.1 }],
  };

  async function proved(): Promise<InclusionProof> {
    const tree = [utf8("first"), utf8(canonicalJson(envelope)), utf8("third")];
    const root = toHex(await treeHash(tree));
    const { sign } = await signer("main");
    const head = await sign(3, root);
    const leaf = await leafHash(utf8(canonicalJson(envelope)));
    return {
      leaf_index: 1,
      leaf_hash: toHex(leaf),
      tree_size: 3,
      root,
      audit_path: await auditPath(1, tree),
      head,
    };
  }

  test("verifies", async () => {
    const report = await verifyInclusion(envelope, await proved());
    expect(report.verdict).toBe("verified");
    expect(report.checks.map((check) => check.status)).toEqual(Array(4).fill("passed"));
    expect(report.steps).toHaveLength(2);
  });

  test.each([
    ["leaf", (proof: InclusionProof) => ({ proof, envelope: { ...envelope, outcome: "refused" } })],
    [
      "path",
      (proof: InclusionProof) => ({
        proof: { ...proof, audit_path: proof.audit_path.toReversed() },
        envelope,
      }),
    ],
    ["path", (proof: InclusionProof) => ({ proof: { ...proof, audit_path: ["zz"] }, envelope })],
    [
      "head",
      (proof: InclusionProof) => ({
        proof: { ...proof, head: { ...proof.head, size: 4 } },
        envelope,
      }),
    ],
    [
      "signature",
      (proof: InclusionProof) => ({
        proof: { ...proof, head: { ...proof.head, signed_at_ms: 1 } },
        envelope,
      }),
    ],
    [
      "signature",
      (proof: InclusionProof) => ({
        proof: { ...proof, head: { ...proof.head, public_key: "00" } },
        envelope,
      }),
    ],
  ] as const)("an altered %s fails", async (name, alter) => {
    const altered = alter(await proved());
    const report = await verifyInclusion(altered.envelope, altered.proof);
    expect(report.verdict).toBe("failed");
    expect(report.checks.find((check) => check.name === name)?.status).toBe("failed");
  });
});

test("canonical JSON sorts keys and prints numbers as ECMAScript does", () => {
  const value = { b: [1e21, 0.1, -0, 1], "\u00e9": null, a: { z: true, 'a"': "\u2028\n" } };
  expect(canonicalJson(value)).toBe(
    '{"a":{"a\\"":"\u2028\\n","z":true},"b":[1e+21,0.1,0,1],"é":null}',
  );
  expect(() => canonicalJson(Number.NaN)).toThrow("finite");
});
