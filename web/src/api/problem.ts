/** Every way a call can fail, as one error type that a page can show. */
import type { Problem } from "./types";

export class ApiError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail || problem.title);
    this.name = "ApiError";
    this.problem = problem;
  }
}

/** The server did not answer: a problem of our own making, status 0. */
export function unreachable(): ApiError {
  return new ApiError({
    type: "/problems/unreachable",
    title: "The server cannot be reached",
    status: 0,
    detail:
      "The request got no reply. Check that Groundstate is running and that this machine can reach it, then try again.",
    code: "unreachable",
    request_id: null,
  });
}

/** Reads a problem+json body (RFC 9457); anything else becomes a problem that names the status. */
export function problemFrom(response: Response, body: unknown): ApiError {
  const requestId = response.headers.get("x-request-id");
  if (isProblem(body)) {
    return new ApiError({ ...body, request_id: body.request_id ?? requestId });
  }
  return new ApiError({
    type: "about:blank",
    title: "The server sent an unexpected reply",
    status: response.status,
    detail: `The reply had status ${response.status} and no description of the problem.`,
    code: "unexpected_reply",
    request_id: requestId,
  });
}

function isProblem(body: unknown): body is Problem {
  return (
    typeof body === "object" &&
    body !== null &&
    typeof (body as Problem).title === "string" &&
    typeof (body as Problem).code === "string"
  );
}

/** The problem inside any thrown value. */
export function toProblem(error: unknown): Problem {
  if (error instanceof ApiError) return error.problem;
  return {
    type: "about:blank",
    title: "This page failed",
    status: 0,
    detail: error instanceof Error ? error.message : String(error),
    code: "page_failed",
    request_id: null,
  };
}
