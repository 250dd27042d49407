import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ask, getDecision, getPassage, listDecisions, whoAmI } from "~/api/endpoints";
import { ApiError } from "~/api/problem";
import { clearSessionKey, setSessionKey } from "~/api/session";
import { ProblemNotice } from "~/design/ProblemNotice";
import { render } from "./render";

const requests: Request[] = [];
let reply: () => Response;

beforeEach(() => {
  requests.length = 0;
  reply = () => Response.json({});
  vi.stubGlobal("fetch", async (request: Request) => {
    requests.push(request);
    return reply();
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
  clearSessionKey();
});

const problem = {
  type: "/problems/overloaded",
  title: "The server is busy",
  status: 503,
  detail: "The queue is full.",
  code: "overloaded",
  request_id: "req_1",
};

describe("requests", () => {
  test("carry the session's key; a key under trial goes before it", async () => {
    setSessionKey("gs_session");
    await ask({ question: "Why?" });
    await whoAmI("gs_trial");
    expect(requests.map((request) => request.headers.get("authorization"))).toEqual([
      "Bearer gs_session",
      "Bearer gs_trial",
    ]);
    expect(await requests[0]?.json()).toEqual({ question: "Why?" });
  });

  test("put the filter, the page size and the byte range into the query, and escape ids", async () => {
    await listDecisions({ outcome: "refused" });
    await getPassage("doc_1", 2, { start: 5, end: 9 });
    await getDecision("../keys");
    const [list, passage, decision] = requests.map((request) => new URL(request.url));
    expect(list?.search).toBe("?limit=25&outcome=refused");
    expect(passage?.search).toBe("?start=5&end=9&version=2");
    expect(decision?.pathname).toBe("/v1/decisions/..%2Fkeys");
  });
});

describe("failures", () => {
  test("problem+json keeps its code, detail and request id", async () => {
    reply = () => Response.json(problem, { status: 503 });
    await expect(whoAmI()).rejects.toMatchObject({ problem });
  });

  test("any other body names the status and takes the request id from the header", async () => {
    reply = () =>
      new Response("<h1>Bad gateway</h1>", { status: 502, headers: { "x-request-id": "req_2" } });
    await expect(whoAmI()).rejects.toMatchObject({
      problem: { code: "unexpected_reply", status: 502, request_id: "req_2" },
    });
  });

  test("no reply at all is a problem too", async () => {
    reply = () => {
      throw new TypeError("fetch failed");
    };
    await expect(whoAmI()).rejects.toMatchObject({ problem: { code: "unreachable", status: 0 } });
  });

  test("are shown with code, detail and request id", async () => {
    const view = await render(<ProblemNotice error={new ApiError(problem)} />);
    expect(view.querySelector("[role=alert]")?.textContent).toBe(
      "The server is busyThe queue is full.CodeoverloadedStatus503Requestreq_1",
    );
  });
});
