import { Link } from "@tanstack/react-router";
import type { PolicyVersion } from "~/api/types";
import { Digest } from "~/design/Digest";
import { Facts } from "~/design/Facts";
import { timestamp } from "~/lib/format";

export function PolicyFacts({ version }: { version: PolicyVersion }) {
  const { name, created_by, author_is_caller } = version;
  return (
    <section aria-label="Facts about this version" className="xl:border-t xl:border-ink xl:pt-3">
      <Facts
        facts={[
          { label: "Version", value: version.version },
          { label: "Digest", value: <Digest value={version.digest} name="policy digest" /> },
          { label: "Written", value: timestamp(version.created_at) },
          { label: "By", value: author_is_caller ? `${created_by} (this key)` : created_by },
        ]}
      />
      <p className="mt-4 text-sm">
        <Link to="/editor" search={{ policy: name, version: version.version }} className="link">
          Edit as a new draft
        </Link>
      </p>
    </section>
  );
}
