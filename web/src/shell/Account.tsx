import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { meQuery } from "~/api/queries";
import { clearSessionKey, sessionKey } from "~/api/session";
import { Button } from "~/design/Button";

/** Who is signed in, and the way out. */
export function Account() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { data: me } = useQuery(meQuery(sessionKey()));

  function signOut() {
    clearSessionKey();
    queries.clear();
    void navigate({ to: "/sign-in" });
  }

  return (
    <div className="text-sm">
      {me ? (
        <p className="mb-1">
          <span className="block font-medium wrap-anywhere">{me.name}</span>
          <span className="block text-soft wrap-anywhere">Tenant {me.tenant}</span>
        </p>
      ) : null}
      <Button variant="bare" onPress={signOut}>
        Sign out
      </Button>
    </div>
  );
}
