/**
 * Verifies a stretch of the log in the browser, in one pass over its export: every leaf from the
 * first on is hashed, because every root needs them all; details are compared within the stretch.
 * The pass ends at the first signed head behind the stretch. What it leaves to
 * `groundstate log verify` is the file's own seal, the last line.
 */
import type { Envelope, TreeHead } from "~/api/types";
import { concat, fromHex, toHex, utf8 } from "./bytes";
import { canonicalJson } from "./canonical";
import { Frontier } from "./frontier";
import { checkSignature, leafHash, sha256 } from "./transparency";

interface Header {
  tenant: string;
  size: number;
  public_key: string;
}

interface ExportedLeaf {
  index: number;
  envelope: Envelope;
  detail?: { body: unknown; salt: string };
}

/** The key of every head stands in the header once. */
type ExportedHead = Omit<TreeHead, "public_key">;

type Line = { header?: Header; leaf?: ExportedLeaf; head?: ExportedHead; end?: unknown };

export interface Stretch {
  /** The first leaf whose words are compared with its envelope, from 0. */
  from: number;
  /** One more than the last. */
  to: number;
  /** The key that must have signed the heads. */
  publicKey: string;
  /** A head kept from earlier: the log must have had this root at this size. */
  kept?: TreeHead;
}

export interface StretchProgress {
  leaves: number;
  /** Leaves that the pass needs at least. */
  target: number;
}

export interface StretchReport {
  verdict: "verified" | "partly" | "failed";
  leaves: number;
  heads: number;
  /** The signed head that covers the stretch. */
  head: TreeHead | null;
  matched: number;
  erased: number;
  /** Whether the kept head was met; null where none was given. */
  kept: boolean | null;
  faults: string[];
}

const REPORT_EVERY = 50;

export async function verifyStretch(
  lines: AsyncIterable<string>,
  stretch: Stretch,
  onProgress: (progress: StretchProgress) => void = () => {},
): Promise<StretchReport> {
  const pass = new Pass(stretch);
  try {
    for await (const text of lines) {
      await pass.line(JSON.parse(text) as Line);
      const { size } = pass.tree;
      if (size % REPORT_EVERY === 0) onProgress({ leaves: size, target: stretch.to });
      if (pass.finished()) break;
    }
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    pass.fault(`Line cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
  }
  onProgress({ leaves: pass.tree.size, target: stretch.to });
  return pass.report();
}

class Pass {
  readonly tree = new Frontier();
  #stretch: Stretch;
  #header: Header | null = null;
  #heads = 0;
  #head: TreeHead | null = null;
  #matched = 0;
  #erased = 0;
  #kept: boolean | null;
  #unsupported = false;
  #faults: string[] = [];

  constructor(stretch: Stretch) {
    this.#stretch = stretch;
    this.#kept = stretch.kept ? false : null;
  }

  async line(line: Line): Promise<void> {
    if (line.header) this.#begin(line.header);
    else if (!this.#header) throw new Error("the export does not begin with its header");
    else if (line.leaf) await this.#leaf(line.leaf);
    else if (line.head) {
      await this.#signed({ ...line.head, public_key: this.#header.public_key }, this.#header);
    } else if (!line.end) throw new Error("neither leaf nor head");
  }

  #begin(header: Header): void {
    if (header.public_key !== this.#stretch.publicKey) {
      this.fault("The export names another key than the newest head.");
    }
    this.#header = header;
  }

  fault(text: string): void {
    this.#faults.push(text);
  }

  /** A head behind the stretch has vouched for it, and the kept head was reached. */
  finished(): boolean {
    const { to, kept } = this.#stretch;
    return this.#head !== null && this.tree.size >= Math.max(to, kept?.size ?? 0);
  }

  report(): StretchReport {
    const { to, kept } = this.#stretch;
    const { size } = this.tree;
    if (size < to) this.fault(`The log ends at leaf ${size}, before the end of the range.`);
    if (!this.#head) this.fault("No signed head covers the range.");
    if (kept && !this.#kept) {
      this.fault(`The log does not contain the head kept at ${kept.size} leaves.`);
    }
    const sound = this.#unsupported ? "partly" : "verified";
    return {
      verdict: this.#faults.length > 0 ? "failed" : sound,
      leaves: size,
      heads: this.#heads,
      head: this.#head,
      matched: this.#matched,
      erased: this.#erased,
      kept: this.#kept,
      faults: this.#faults,
    };
  }

  async #leaf({ index, envelope, detail }: ExportedLeaf): Promise<void> {
    if (index !== this.tree.size)
      throw new Error(`leaf ${index} stands in place ${this.tree.size}`);
    await this.tree.push(await leafHash(utf8(canonicalJson(envelope))));
    const { kept, from, to } = this.#stretch;
    if (kept && kept.size === this.tree.size) this.#kept = (await this.tree.root()) === kept.root;
    if (index < from || index >= to || !envelope.detail_digest) return;
    if (!detail) {
      this.#erased += 1;
      return;
    }
    const body = concat(fromHex(detail.salt), utf8(canonicalJson(detail.body)));
    if (toHex(await sha256(body)) === envelope.detail_digest) this.#matched += 1;
    else this.fault(`The words of leaf ${index} are not those that were recorded.`);
  }

  async #signed(head: TreeHead, header: Header): Promise<void> {
    const faults: string[] = [];
    if (head.size !== this.tree.size) faults.push("it stands elsewhere");
    else if (head.root !== (await this.tree.root())) faults.push("its root differs");
    if (head.tenant !== header.tenant) faults.push("it belongs to another tenant");
    const { status } = await checkSignature(head);
    if (status === "failed") faults.push("its signature does not fit");
    if (status === "unsupported") this.#unsupported = true;
    for (const fault of faults) this.fault(`Head of ${head.size} leaves: ${fault}.`);
    this.#heads += 1;
    if (head.size >= this.#stretch.to && faults.length === 0) this.#head ??= head;
  }
}

/** The lines of a stream of text, without their line feeds. Ends the stream when it is left early. */
export async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = stream.getReader();
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      rest += decoder.decode(value, { stream: !done });
      const parts = rest.split("\n");
      rest = parts.pop() ?? "";
      yield* parts;
      if (done) break;
    }
    if (rest) throw new Error("the export is cut off");
  } finally {
    await reader.cancel().catch(() => {});
  }
}
