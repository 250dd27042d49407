import type { ReactNode } from "react";
import { StatusMark } from "~/design/StatusMark";

/** What is wrong with something that was typed, before the server is asked. */
export function Fault({ children }: { children: ReactNode }) {
  return (
    <p role="status" className="text-sm">
      <StatusMark word="failed" label={String(children)} wraps />
    </p>
  );
}
