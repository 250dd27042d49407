import type { EffectivePolicy } from "~/api/policies";
import type { PolicySource } from "~/api/types";
import { StatusMark } from "~/design/StatusMark";
import { ObjectiveTable } from "./ObjectiveTable";

export function EffectiveView({ effective }: { effective: EffectivePolicy }) {
  const { objectives, removed, refused } = effective;
  return (
    <>
      {objectives.length > 0 ? (
        <ObjectiveTable
          caption="Objectives in force and where each comes from"
          rows={objectives.map(({ objective, source, overrides }) => ({
            objective,
            source: (
              <>
                {sourceName(source)}
                {overrides.map((one) => (
                  <span key={one.level} className="block text-soft">
                    overrides {sourceName(one)}
                  </span>
                ))}
              </>
            ),
          }))}
        />
      ) : (
        <p className="text-soft">No objective is in force here.</p>
      )}
      {removed.length > 0 ? (
        <>
          <h3 className="mt-5 mb-1 text-sm font-semibold">Taken away</h3>
          <ul className="text-sm">
            {removed.map(({ id, source, removed_by }) => (
              <li key={id}>
                <strong>{id}</strong> of {sourceName(source)}, by {sourceName(removed_by)}
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {refused.length > 0 ? (
        <>
          <h3 className="mt-5 mb-1 text-sm font-semibold">Changes without effect</h3>
          <ul className="space-y-1 text-sm">
            {refused.map(({ id, by, reason }) => (
              <li key={`${id} ${by.level}`}>
                <StatusMark word="refused" label={id} /> by {sourceName(by)}: {reason}
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </>
  );
}

/** `Organisation: default, version 2`. */
function sourceName({ level, name, version }: PolicySource): string {
  const place = { tenant: "Organisation", application: "Application", key: "Key" }[level] ?? level;
  return `${place}: ${name}, version ${version}`;
}
