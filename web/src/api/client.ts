/** The one HTTP client: adds the key, turns every failure into an ApiError. */
import createClient, { type Middleware } from "openapi-fetch";
import { problemFrom, unreachable } from "./problem";
import type { paths } from "./schema";
import { sessionKey } from "./session";

const authorise: Middleware = {
  onRequest({ request }) {
    const key = sessionKey();
    if (key && !request.headers.has("authorization")) {
      request.headers.set("authorization", `Bearer ${key}`);
    }
    return request;
  },
};

export const client = createClient<paths>({
  baseUrl: globalThis.location?.origin ?? "http://localhost",
  // Looked up on each call, so that tests can replace it.
  fetch: (request) => globalThis.fetch(request),
});
client.use(authorise);

interface Result<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The body of a successful reply. Throws ApiError for every other reply, and for none at all. */
export async function unwrap<T>(call: Promise<Result<T>>): Promise<T> {
  let result: Result<T>;
  try {
    result = await call;
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw unreachable();
  }
  if (result.data === undefined) throw problemFrom(result.response, result.error);
  return result.data;
}

/** Waits for a reply without a body. Throws as `unwrap` does. */
export async function settle(call: Promise<Result<unknown>>): Promise<void> {
  const checked = call.then((result) => ({ ...result, data: result.response.ok || undefined }));
  await unwrap(checked);
}
