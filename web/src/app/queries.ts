import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiError } from "~/api/problem";
import { clearSessionKey, sessionKey } from "~/api/session";

/** A client that retries only what may pass on its own, and ends the session when the key is refused. */
export function createQueryClient(onSignedOut: () => void): QueryClient {
  function endRefusedSession(error: unknown) {
    if (error instanceof ApiError && error.problem.status === 401 && sessionKey()) {
      clearSessionKey();
      onSignedOut();
    }
  }
  return new QueryClient({
    queryCache: new QueryCache({ onError: endRefusedSession }),
    mutationCache: new MutationCache({ onError: endRefusedSession }),
    defaultOptions: {
      queries: {
        refetchOnWindowFocus: false,
        retry: (failures, error) =>
          failures < 1 && error instanceof ApiError && error.problem.status >= 500,
        retryDelay: 400,
      },
      mutations: { retry: false },
    },
  });
}
