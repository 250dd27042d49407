import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { pushTransitions } from "~/api/environments";
import { followJob } from "~/api/jobs";
import { listPlans } from "~/api/plans";
import { ApiError } from "~/api/problem";
import { clearSessionKey, setSessionKey } from "~/api/session";
import type { Job } from "~/api/types";

const requests: Request[] = [];
let reply: (request: Request) => Response;

beforeEach(() => {
  requests.length = 0;
  vi.stubGlobal("fetch", async (request: Request) => {
    requests.push(request);
    return reply(request);
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
  clearSessionKey();
});

describe("plans by status", () => {
  test("are asked of the server, which pages them", async () => {
    reply = () =>
      Response.json({ object: "list", data: [{ status: "reached" }], next_cursor: "plan_3" });
    const found = await listPlans({ environment: "lamps", status: "reached", cursor: "plan_2" });
    expect(found).toMatchObject({ data: [{ status: "reached" }], next_cursor: "plan_3" });
    expect(requests).toHaveLength(1);
    const [asked] = requests.map((request) =>
      Object.fromEntries(new URL(request.url).searchParams),
    );
    expect(asked).toMatchObject({ environment: "lamps", status: "reached", cursor: "plan_2" });
  });
});

describe("an upload", () => {
  class Upload {
    static last: Upload;
    static ends: (upload: Upload) => void;
    headers: Record<string, string> = {};
    upload: { onprogress?: (event: { loaded: number; total: number }) => void } = {};
    onload?: () => void;
    onerror?: () => void;
    onabort?: () => void;
    status = 0;
    responseText = "";
    opened: string[] = [];
    open(...args: string[]) {
      this.opened = args;
      Upload.last = this;
    }
    setRequestHeader(name: string, value: string) {
      this.headers[name] = value;
    }
    getResponseHeader() {
      return "req_7";
    }
    send() {
      Upload.ends(this);
    }
    abort() {
      this.onabort?.();
    }
  }

  beforeEach(() => vi.stubGlobal("XMLHttpRequest", Upload));

  test("says how far it is, with the key of the session, and what came of it", async () => {
    setSessionKey("gs_session");
    Upload.ends = (upload) => {
      upload.upload.onprogress?.({ loaded: 3, total: 9 });
      upload.status = 200;
      upload.responseText = '{"accepted": 1}';
      upload.onload?.();
    };
    const told: number[][] = [];
    const outcome = await pushTransitions("a b", new Blob(["{}"]), (...at) => told.push(at));
    expect(outcome).toEqual({ accepted: 1 });
    expect(told).toEqual([[3, 9]]);
    expect(Upload.last.opened).toEqual(["POST", "/v1/environments/a%20b/transitions"]);
    expect(Upload.last.headers).toEqual({
      authorization: "Bearer gs_session",
      "content-type": "application/x-ndjson",
    });
  });

  test("that is refused, or gets no reply, fails as every call does", async () => {
    const push = () => pushTransitions("lamps", new Blob(["{}"]), () => {});
    Upload.ends = (upload) => {
      upload.status = 413;
      upload.responseText = '{"title": "Too large", "code": "payload_too_large", "status": 413}';
      upload.onload?.();
    };
    const refused = await push().catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ApiError);
    expect((refused as ApiError).problem).toMatchObject({
      code: "payload_too_large",
      request_id: "req_7",
    });
    Upload.ends = (upload) => upload.onerror?.();
    await expect(push()).rejects.toMatchObject({ problem: { code: "unreachable" } });
  });

  test("can be stopped", async () => {
    const stop = new AbortController();
    Upload.ends = () => stop.abort();
    const push = pushTransitions("lamps", new Blob(["{}"]), () => {}, stop.signal);
    await expect(push).rejects.toMatchObject({ name: "AbortError" });
  });
});

test("a job is followed event by event, and read once more at its end", async () => {
  const event = (done: number) => `event: progress\ndata: {"id": "job_1", "done": ${done}}\n\n`;
  const text = `${event(1)}${event(2)}event: done\ndata: [DONE]\n\n`;
  reply = (request) =>
    request.url.endsWith("/events")
      ? new Response(text)
      : Response.json({ id: "job_1", done: 2, status: "succeeded" });
  const told: Job[] = [];
  const ended = await followJob("job_1", (job) => told.push(job), new AbortController().signal);
  expect(told.map(({ done }) => done)).toEqual([1, 2]);
  expect(ended.status).toBe("succeeded");
});
