import type { ReactNode } from "react";
import { Empty } from "~/design/Empty";
import { useScopes } from "./useScopes";

interface GuardedProps {
  scope: string;
  /** What the scope is for: "To see policies". */
  purpose: string;
  children: ReactNode;
}

/** Its content, or the scope that the key of this tab lacks for it. The server decides; this only says so earlier. */
export function Guarded({ scope, purpose, children }: GuardedProps) {
  const holds = useScopes();
  if (!holds || holds(scope)) return children;
  return (
    <Empty title="This key may not">
      <p>
        {purpose}, a key needs the scope <code className="font-mono text-xs">{scope}</code>. An
        administrator can create one; sign in with it here.
      </p>
    </Empty>
  );
}
