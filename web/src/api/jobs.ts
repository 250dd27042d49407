/** Long work: how far it is, as events. */
import { client, settle, unwrap } from "./client";
import { getJob } from "./critics";
import type { Job, Page } from "./types";

export function listJobs(signal?: AbortSignal): Promise<Page<Job>> {
  return unwrap(client.GET("/v1/jobs", { params: { query: { limit: 50 } }, signal }));
}

export function cancelJob(id: string): Promise<void> {
  return settle(client.POST("/v1/jobs/{id}/cancel", { params: { path: { id } } }));
}

/**
 * Follows a job by server-sent events until it has ended, and returns how it ended. `EventSource` cannot send the
 * key, so the stream is read here.
 */
export async function followJob(
  id: string,
  onProgress: (job: Job) => void,
  signal: AbortSignal,
): Promise<Job> {
  const init = { params: { path: { id } }, parseAs: "stream" as const, signal };
  const body = (await unwrap(client.GET("/v1/jobs/{id}/events", init))) as unknown;
  let rest = "";
  const reader = (body as ReadableStream<Uint8Array>)
    .pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>)
    .getReader();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) break;
    const { events, remainder } = readEvents(rest + value);
    rest = remainder;
    for (const { name, data } of events) {
      if (name === "progress") onProgress(JSON.parse(data) as Job);
    }
  }
  return getJob(id, signal);
}

export interface ServerEvent {
  name: string;
  data: string;
}

/** The whole events at the beginning of a text, and what is left of it (WHATWG HTML, server-sent events). */
export function readEvents(text: string): { events: ServerEvent[]; remainder: string } {
  const blocks = text.replaceAll("\r\n", "\n").split("\n\n");
  const remainder = blocks.pop() ?? "";
  const events = blocks.flatMap((block) => {
    const fields = block.split("\n").map((line) => line.split(/:(.*)/s));
    const of = (field: string) =>
      fields.filter(([name]) => name === field).map(([, value]) => (value ?? "").replace(/^ /, ""));
    const data = of("data");
    return data.length > 0
      ? [{ name: of("event").at(-1) ?? "message", data: data.join("\n") }]
      : [];
  });
  return { events, remainder };
}
