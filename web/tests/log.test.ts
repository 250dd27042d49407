import { beforeEach, describe, expect, test } from "vitest";
import type { Envelope, TreeHead } from "~/api/types";
import { bundleNames, offlineCommand } from "~/features/log/bundle";
import { keepHead, keptHeads } from "~/features/log/keptHeads";
import { newestWithin, readRange } from "~/features/log/range";
import { concat, fromHex, toHex, utf8 } from "~/lib/bytes";
import { canonicalJson } from "~/lib/canonical";
import { inconsistency } from "~/lib/consistency";
import { Frontier } from "~/lib/frontier";
import { linesOf, type StretchProgress, verifyStretch } from "~/lib/logExport";
import { leafHash, sha256 } from "~/lib/transparency";
import { consistencyPath, signer, treeHash } from "./tree";

const entries = Array.from({ length: 17 }, (_, index) => utf8(`entry ${index}`));
const roots = await Promise.all(
  entries.map(async (_, index) => toHex(await treeHash(entries.slice(0, index + 1)))),
);

test("a frontier has the root of the recursive definition at every size", async () => {
  const tree = new Frontier();
  expect(await tree.root()).toBe("");
  for (const [index, entry] of entries.entries()) {
    await tree.push(await leafHash(entry));
    expect(await tree.root()).toBe(roots[index]);
  }
});

test("every tree is proved to extend every earlier one, and no other root is", async () => {
  for (let newer = 1; newer <= entries.length; newer += 1) {
    const root = roots[newer - 1] ?? "";
    for (let older = 1; older <= newer; older += 1) {
      const path = await consistencyPath(older, entries.slice(0, newer));
      const before = { size: older, root: roots[older - 1] ?? "" };
      const now = { size: newer, root };
      expect(await inconsistency(before, now, path)).toBeNull();
      const altered = toHex((await leafHash(utf8("other"))) as Uint8Array);
      expect(await inconsistency({ ...before, root: altered }, now, path)).not.toBeNull();
      expect(await inconsistency(before, { ...now, root: altered }, path)).not.toBeNull();
      expect(await inconsistency(before, now, [...path, altered])).not.toBeNull();
      if (path.length > 0) {
        expect(await inconsistency(before, now, path.slice(0, -1))).not.toBeNull();
      }
    }
  }
});

test("a log that has shrunk is not consistent, an empty one always is", async () => {
  const [first = ""] = roots;
  expect(await inconsistency({ size: 2, root: first }, { size: 1, root: first }, [])).toContain(
    "shorter",
  );
  const empty = toHex(await sha256(new Uint8Array()));
  expect(await inconsistency({ size: 0, root: empty }, { size: 1, root: first }, [])).toBeNull();
});

interface Exported {
  lines: string[];
  heads: TreeHead[];
  publicKey: string;
}

const SALT = "00112233445566778899aabbccddeeff";

/** An export of `count` leaves, signed at the sizes given; leaf 2 has lost its words. */
async function exported(count: number, signedAt: number[]): Promise<Exported> {
  const { public_key, sign } = await signer("main");
  const lines = [JSON.stringify({ header: { tenant: "main", size: count, public_key } })];
  const heads: TreeHead[] = [];
  const leaves: Uint8Array[] = [];
  for (let index = 0; index < count; index += 1) {
    const body = { text: `words ${index}` };
    const digest = await sha256(concat(fromHex(SALT), utf8(canonicalJson(body))));
    const envelope: Envelope = {
      id: `dec_${index}`,
      tenant: "main",
      kind: "answer",
      outcome: "answered",
      principal: "key_1",
      created_at_ms: index,
      detail_digest: toHex(digest),
    };
    leaves.push(utf8(canonicalJson(envelope)));
    const detail = index === 2 ? {} : { detail: { body, salt: SALT } };
    lines.push(JSON.stringify({ leaf: { ...detail, envelope, index } }));
    if (signedAt.includes(index + 1)) {
      const head = await sign(index + 1, toHex(await treeHash(leaves)));
      heads.push(head);
      // As the server writes it: the key stands in the header alone.
      lines.push(JSON.stringify({ head: { ...head, public_key: undefined } }));
    }
  }
  return { lines: [...lines, JSON.stringify({ end: {} })], heads, publicKey: public_key };
}

async function* each(lines: string[], read: string[] = []): AsyncGenerator<string> {
  for (const line of lines) {
    read.push(line);
    yield line;
  }
}

describe("a stretch of the log", () => {
  test("verifies up to the first head behind it, and reads no further", async () => {
    const { lines, heads, publicKey } = await exported(9, [3, 6, 9]);
    const read: string[] = [];
    const report = await verifyStretch(each(lines, read), { publicKey, from: 1, to: 5 });
    expect(report).toMatchObject({ verdict: "verified", leaves: 6, heads: 2, faults: [] });
    expect(report).toMatchObject({ matched: 3, erased: 1, kept: null, head: heads[1] });
    expect(read).toHaveLength(1 + 6 + 2);
  });

  test("reports how far it is, up to the end", async () => {
    const { lines, publicKey } = await exported(120, [120]);
    const seen: StretchProgress[] = [];
    await verifyStretch(each(lines), { publicKey, from: 0, to: 120 }, (progress) =>
      seen.push(progress),
    );
    const leaves = seen.map((progress) => progress.leaves);
    expect(leaves).toEqual(leaves.toSorted((left, right) => left - right));
    expect(leaves).toContain(50);
    expect(seen.at(-1)).toEqual({ leaves: 120, target: 120 });
  });

  test.each([
    ["an altered record", "answered", "refused", "its root differs"],
    ["an altered word", "words 1", "words x", "words of leaf 1"],
    ["a removed head", '{"head"', '{"leaf"', "cannot be read"],
    ["a leaf in another place", '"index":1', '"index":7', "stands in place 1"],
    ["a head of another time", '"signed_at_ms":1790000000500', '"signed_at_ms":1', "signature"],
    ["another tenant", '{"header":{"tenant":"main"', '{"header":{"tenant":"x"', "another tenant"],
  ])("with %s fails", async (_, found, put, fault) => {
    const { lines, publicKey } = await exported(4, [4]);
    const altered = lines.join("\n").replace(found, put).split("\n");
    const report = await verifyStretch(each(altered), { publicKey, from: 0, to: 4 });
    expect(report.verdict).toBe("failed");
    expect(report.faults.join(" ")).toContain(fault);
  });

  test("signed with another key than the newest head fails", async () => {
    const { lines } = await exported(4, [4]);
    const report = await verifyStretch(each(lines), { publicKey: "00", from: 0, to: 4 });
    expect(report.faults).toEqual(["The export names another key than the newest head."]);
  });

  test("that was cut off, or that no head covers, fails", async () => {
    const { lines, publicKey } = await exported(4, [2]);
    const cut = await verifyStretch(each(lines.slice(0, 3)), { publicKey, from: 0, to: 4 });
    expect(cut.faults.join(" ")).toContain("ends at leaf");
    const bare = await verifyStretch(each(lines), { publicKey, from: 0, to: 4 });
    expect(bare.faults).toEqual(["No signed head covers the range."]);
  });

  test("must contain the head that was kept", async () => {
    const { lines, heads, publicKey } = await exported(6, [3, 6]);
    const [kept] = heads;
    expect(await verifyStretch(each(lines), { publicKey, from: 0, to: 6, kept })).toMatchObject({
      verdict: "verified",
      kept: true,
    });
    const other = await exported(6, [3, 6]);
    const foreign = other.heads[0] && { ...other.heads[0], root: "00" };
    expect(
      await verifyStretch(each(lines), { publicKey, from: 0, to: 2, kept: foreign }),
    ).toMatchObject({
      verdict: "failed",
      kept: false,
    });
  });
});

describe("the lines of a stream", () => {
  async function all(lines: AsyncIterable<string>): Promise<string[]> {
    const found: string[] = [];
    for await (const line of lines) found.push(line);
    return found;
  }

  function stream(...chunks: string[]): ReadableStream<Uint8Array> {
    return new ReadableStream({
      start(controller) {
        for (const chunk of chunks) controller.enqueue(utf8(chunk));
        controller.close();
      },
    });
  }

  test("are whole wherever the chunks end", async () => {
    const lines = await all(linesOf(stream('{"a', '":1}\n{"b":', "2}\n")));
    expect(lines).toEqual(['{"a":1}', '{"b":2}']);
  });

  test("end in a fault when the last one is cut off", async () => {
    await expect(all(linesOf(stream('{"a":1}\n{"b"')))).rejects.toThrow("cut off");
  });
});

describe("the range of leaves", () => {
  test("is the whole log where nothing is written", () => {
    expect(readRange("", " ", 9)).toEqual({ from: 0, to: 9 });
    expect(readRange("2", "4", 9)).toEqual({ from: 2, to: 5 });
  });

  test.each([
    ["5", "4", "after the last"],
    ["0", "9", "0 to 8"],
    ["-1", "", "0 to 8"],
    ["x", "", "whole numbers"],
    ["1.5", "", "whole numbers"],
  ])("%s to %s is refused", (first, last, fault) => {
    expect(readRange(first, last, 9)).toContain(fault);
  });
});

describe("heads that the browser keeps", () => {
  beforeEach(() => localStorage.clear());
  const head = (size: number, tenant = "main") => ({ tenant, size, root: "aa" }) as TreeHead;

  test("are kept once each, by size, for each tenant", () => {
    keepHead(head(7));
    keepHead(head(3));
    keepHead(head(5, "other"));
    expect(keepHead(head(7)).map(({ size }) => size)).toEqual([3, 7]);
    expect(keptHeads("main").map(({ size }) => size)).toEqual([3, 7]);
    expect(newestWithin(keptHeads("main"), 5)?.size).toBe(3);
    expect(newestWithin(keptHeads("main"), 2)).toBeUndefined();
  });

  test("do not break on what somebody else wrote there", () => {
    localStorage.setItem("groundstate.heads", '{"not": "a list"}');
    expect(keptHeads("main")).toEqual([]);
    localStorage.setItem("groundstate.heads", "[1, null]");
    expect(keptHeads("main")).toEqual([]);
  });

  test("beyond the most, the oldest stays", () => {
    for (let size = 1; size <= 25; size += 1) keepHead(head(size));
    const sizes = keptHeads("main").map(({ size }) => size);
    expect(sizes).toHaveLength(20);
    expect(sizes[0]).toBe(1);
    expect(sizes.at(-1)).toBe(25);
  });
});

test("the offline command names the files of the bundle and the key", () => {
  const head = { tenant: "main", size: 12, public_key: "ab" } as TreeHead;
  expect(bundleNames(head)).toEqual({ log: "main.log.ndjson", head: "main.head-12.json" });
  expect(offlineCommand(head)).toBe(
    "groundstate log verify main.log.ndjson --key ab --head main.head-12.json",
  );
});
