import type { InstalledPack } from "~/api/types";

/** The cases that came out otherwise than the pack says. */
export function CaseFailures({ failures }: { failures: InstalledPack["failures"] }) {
  return (
    <ul className="mt-1 space-y-1 text-sm">
      {failures.map(({ policy, case: name, detail }) => (
        <li key={`${policy} ${name}`}>
          <strong>{name}</strong> ({policy}): {detail}
        </li>
      ))}
    </ul>
  );
}
