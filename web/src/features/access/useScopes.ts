import { useQuery } from "@tanstack/react-query";
import { meQuery } from "~/api/queries";
import { sessionKey } from "~/api/session";

/** Whether the key of this tab may do something; undefined until that is known. `admin` may do all. */
export function useScopes(): ((scope: string) => boolean) | undefined {
  const { data: me } = useQuery(meQuery(sessionKey()));
  // The document names scopes otherwise than the server writes them.
  const scopes: string[] | undefined = me?.scopes;
  return scopes && ((scope) => scopes.includes("admin") || scopes.includes(scope));
}
