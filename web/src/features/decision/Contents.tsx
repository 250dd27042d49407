import type { Decision } from "~/api/types";

const OF_ANSWERS = [
  ["energy", "Energy"],
  ["descent", "Descent"],
  ["rejected", "Rejected answers"],
  ["candidates", "Candidates"],
] as const;

/** The sections of the report, as links within the page. */
export function Contents({ decision }: { decision: Decision }) {
  const answer = decision.detail?.body;
  const sections = [
    ...(answer ? OF_ANSWERS : []),
    ["objectives", "Objectives"],
    ["proof", "Proof of inclusion"],
    ...(answer ? ([["replay", "Replay"]] as const) : []),
    ["record", "Record"],
  ] as const;
  return (
    <nav aria-label="On this page" className="mt-4 text-sm" data-print="hide">
      <ul className="flex flex-wrap gap-x-5 gap-y-1">
        {sections.map(([anchor, title]) => (
          <li key={anchor}>
            <a href={`#${anchor}`} className="link inline-block py-0.5 leading-6">
              {title}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
