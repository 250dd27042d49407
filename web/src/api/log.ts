/** The transparency log: heads, proofs, the export. */
import { client, unwrap } from "./client";
import type { ConsistencyProof, TreeHead } from "./types";

export function getHead(signal?: AbortSignal): Promise<TreeHead> {
  return unwrap(client.GET("/v1/log/head", { signal }));
}

/** Proves that the newest tree extends the one of `from` leaves. */
export function getConsistency(from: number, signal?: AbortSignal): Promise<ConsistencyProof> {
  return unwrap(client.GET("/v1/log/consistency", { params: { query: { from } }, signal }));
}

/** The export as a file: what `groundstate log verify` reads. */
export async function downloadExport(signal?: AbortSignal): Promise<Blob> {
  const file = await unwrap(client.GET("/v1/log/export", { parseAs: "blob", signal }));
  return file as unknown as Blob;
}

/** The export as it comes in, for one pass that does not keep it. */
export async function streamExport(signal?: AbortSignal): Promise<ReadableStream<Uint8Array>> {
  const stream = await unwrap(client.GET("/v1/log/export", { parseAs: "stream", signal }));
  return stream as unknown as ReadableStream<Uint8Array>;
}
