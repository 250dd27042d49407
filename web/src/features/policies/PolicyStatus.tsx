import { StatusMark } from "~/design/StatusMark";

const WORDS: Record<string, string> = { backtested: "Back-tested", shadow: "In shadow" };

/** Where a version stands in its life. */
export function PolicyStatus({ status }: { status: string }) {
  return <StatusMark word={status} label={WORDS[status]} />;
}
