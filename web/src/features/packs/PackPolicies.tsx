import { Link } from "@tanstack/react-router";
import type { PackPolicy } from "~/api/types";
import { StatusMark } from "~/design/StatusMark";

/** The policies of a pack, and where the version that each became stands. */
export function PackPolicies({ policies }: { policies: PackPolicy[] }) {
  return (
    <ul aria-label="Policies of the pack" className="space-y-1 text-sm">
      {policies.map(({ name, version, status }) => (
        <li key={name} className="flex flex-wrap items-baseline gap-x-3">
          {version ? (
            <Link to="/policies/$name" params={{ name }} className="link">
              {name} version {version}
            </Link>
          ) : (
            name
          )}
          {status ? <StatusMark word={status} /> : null}
        </li>
      ))}
    </ul>
  );
}
