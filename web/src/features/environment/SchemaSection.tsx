import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import type { Environment } from "~/api/environments";
import { environmentVersionQuery, environmentVersionsQuery } from "~/api/worldQueries";
import { Choice } from "~/design/Choice";
import { Empty } from "~/design/Empty";
import { Loaded } from "~/design/Loaded";
import { Section } from "~/design/Section";
import { timestamp } from "~/lib/format";
import { SchemaView } from "./SchemaView";

/** The schema as tables: a version of it, the newest unless another is chosen. */
export function SchemaSection({ environment }: { environment: Environment }) {
  const { name, version: newest } = environment;
  const { version } = useSearch({ from: "/shell/environments/$name" });
  const shown = version ?? newest;
  if (newest === 0) {
    return (
      <Section title="Schema" anchor="schema">
        <Empty title="There is no schema yet">
          <p>
            Send transitions, then have one{" "}
            <Link to="." hash="revise" className="link">
              inferred from them
            </Link>
            , or write one.
          </p>
        </Empty>
      </Section>
    );
  }
  return (
    <Section
      title="Schema"
      anchor="schema"
      lead="What there is, what may be done, what plans may be asked for, and what must never be."
      aside={<VersionChoice name={name} shown={shown} />}
    >
      <OneVersion name={name} version={shown} />
    </Section>
  );
}

function OneVersion({ name, version }: { name: string; version: number }) {
  const query = useQuery(environmentVersionQuery(name, version));
  return (
    <Loaded query={query} label={`Loading version ${version}`} lines={8}>
      {({ schema }) => (schema ? <SchemaView schema={schema} /> : null)}
    </Loaded>
  );
}

function VersionChoice({ name, shown }: { name: string; shown: number }) {
  const versions = useQuery(environmentVersionsQuery(name)).data?.data ?? [];
  const navigate = useNavigate({ from: "/environments/$name" });
  if (versions.length < 2) return <p className="text-sm text-soft">Version {shown}</p>;
  return (
    <Choice
      label="Version"
      options={versions.map(({ version, created_at }) => ({
        id: String(version),
        label: `${version}, ${timestamp(created_at)}`,
      }))}
      value={String(shown)}
      onChange={(version) =>
        void navigate({
          search: (search) => ({ ...search, version: Number(version) }),
          resetScroll: false,
        })
      }
    />
  );
}
