import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useParams, useSearch } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { versionQuery, versionsQuery } from "~/api/guardrailQueries";
import type { PolicyVersion } from "~/api/types";
import { Loaded } from "~/design/Loaded";
import { PageTitle } from "~/design/PageTitle";
import { Guarded } from "~/features/access/Guarded";
import { MoreButton } from "~/features/policies/MoreButton";
import { PolicyView } from "./PolicyView";
import { VersionTable } from "./VersionTable";

export function PolicyPage() {
  const { name } = useParams({ from: "/shell/policies/$name" });
  return (
    <>
      <p className="mb-3 text-sm" data-print="hide">
        <Link to="/policies" className="link">
          Policies
        </Link>
      </p>
      <PageTitle title={name} />
      <Guarded scope="policy:read" purpose="To see policies">
        <Versions key={name} name={name} />
      </Guarded>
    </>
  );
}

function Versions({ name }: { name: string }) {
  const { version } = useSearch({ from: "/shell/policies/$name" });
  const versions = useInfiniteQuery(versionsQuery(name));
  return (
    <Loaded query={versions} label="Loading the versions" lines={8}>
      {({ pages }) => {
        const rows = pages.flatMap((page) => page.data);
        const active = rows.find((row) => row.status === "active");
        const shown = version ?? active?.version ?? rows[0]?.version;
        if (shown === undefined) return <p className="mt-4">This policy has no version.</p>;
        return (
          <OpenVersion name={name} version={shown} versions={rows}>
            <VersionTable versions={rows} shown={shown} />
            <MoreButton query={versions} label="Older versions" />
          </OpenVersion>
        );
      }}
    </Loaded>
  );
}

interface OpenVersionProps {
  name: string;
  version: number;
  versions: PolicyVersion[];
  children: ReactNode;
}

function OpenVersion({ name, version, versions, children }: OpenVersionProps) {
  const open = useQuery(versionQuery(name, version));
  return (
    <Loaded query={open} label={`Loading version ${version}`} lines={8}>
      {(data) => (
        <PolicyView key={version} version={data} versions={versions}>
          {children}
        </PolicyView>
      )}
    </Loaded>
  );
}
