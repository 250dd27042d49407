import type { Change, World, WorldSchema } from "~/api/world";
import { Changed } from "~/design/Changed";
import { plural } from "~/lib/format";
import { changeLines } from "~/lib/worldChanges";

interface ChangeListProps {
  /** The state that the changes are made to. */
  before: World;
  changes: Change[];
  schema?: WorldSchema;
  /** So many at most; the rest are counted. */
  most?: number;
}

/** What changes, line by line: what it was and what it is now. */
export function ChangeList({ before, changes, schema, most }: ChangeListProps) {
  if (changes.length === 0) return <span className="text-soft">nothing changes</span>;
  const lines = changeLines(before, changes, schema);
  const shown = most === undefined ? lines : lines.slice(0, most);
  return (
    <ul className="space-y-1 text-sm">
      {shown.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes, and a property may be named twice
        <li key={index} className="wrap-anywhere">
          <code className="font-mono text-xs">
            {line.object} {line.what}
          </code>
          : <Changed before={line.before} now={line.now} />
        </li>
      ))}
      {shown.length < lines.length ? (
        <li className="text-soft">and {plural(lines.length - shown.length, "more change")}</li>
      ) : null}
    </ul>
  );
}
