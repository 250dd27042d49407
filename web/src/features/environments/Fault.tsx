import { StatusMark } from "~/design/StatusMark";

/** What is wrong with something that was typed, before the server is asked. */
export function Fault({ children }: { children: string }) {
  return (
    <p role="status" className="text-sm">
      <StatusMark word="failed" label={children} wraps />
    </p>
  );
}
