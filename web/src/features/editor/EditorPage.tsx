import { useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { versionQuery } from "~/api/guardrailQueries";
import { Loaded } from "~/design/Loaded";
import { PageTitle } from "~/design/PageTitle";
import { Guarded } from "~/features/access/Guarded";
import { TEMPLATE, textOf } from "~/lib/policyText";
import { Editor } from "./Editor";

/** Writes a draft: from scratch, or from a version. */
export function EditorPage() {
  const { policy, version } = useSearch({ from: "/shell/editor" });
  return (
    <>
      <PageTitle title={policy ? `Edit ${policy}` : "New policy"} />
      <p className="mt-1 mb-6 max-w-[62ch] text-soft">
        {policy ? (
          <>
            A new draft, begun with{" "}
            <Link
              to="/policies/$name"
              params={{ name: policy }}
              search={{ version }}
              className="link"
            >
              version {version}
            </Link>
            .{" "}
          </>
        ) : null}
        The text is checked, linted and tested while you type. Nothing is kept until the draft is
        saved.
      </p>
      <Guarded scope="policy:read" purpose="To write and try policies">
        {policy && version ? (
          <EditVersion key={`${policy} ${version}`} name={policy} version={version} />
        ) : (
          <Editor key="new" start={TEMPLATE} />
        )}
      </Guarded>
    </>
  );
}

function EditVersion({ name, version }: { name: string; version: number }) {
  const from = useQuery(versionQuery(name, version));
  return (
    <Loaded query={from} label="Loading the version" lines={10}>
      {({ document }) => <Editor start={textOf(document, name)} />}
    </Loaded>
  );
}
