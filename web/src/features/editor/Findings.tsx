import type { LintFinding } from "~/api/policies";
import { StatusMark } from "~/design/StatusMark";

export function Findings({ findings }: { findings: LintFinding[] }) {
  if (findings.length === 0) return <p className="text-sm text-soft">Nothing found.</p>;
  return (
    <ul className="space-y-2 text-sm">
      {findings.map(({ severity, code, path, detail }) => (
        <li key={`${code} ${path} ${detail}`}>
          <StatusMark word={severity} /> {detail}
          {path ? <code className="block font-mono text-xs text-soft">{path}</code> : null}
        </li>
      ))}
    </ul>
  );
}
