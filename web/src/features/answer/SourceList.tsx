import type { AnswerStatement } from "~/api/types";
import type { SourceState } from "~/features/source/useSource";
import { fixed } from "~/lib/format";

interface SourceListProps {
  statements: AnswerStatement[];
  source: SourceState;
}

/** The citations in full: document, heading path, version, and how relevant the statement was. */
export function SourceList({ statements, source }: SourceListProps) {
  return (
    <ol aria-label="Sources" className="mt-6 max-w-[72ch] text-sm">
      {statements.map((statement, index) => (
        <li
          key={statement.statement_id}
          className="grid grid-cols-[1.5rem_minmax(0,1fr)_auto] items-baseline gap-x-3 border-t border-rule py-2 last:border-b"
        >
          <span className="font-semibold text-accent-strong">{index + 1}</span>
          <span className="min-w-0">
            <button
              type="button"
              onClick={() => source.show(index + 1, statement)}
              className="link cursor-pointer text-left wrap-anywhere"
            >
              {[statement.citation.title, ...statement.citation.heading_path].join(" › ")}
            </button>
            <span className="text-soft"> version {statement.citation.version}</span>
          </span>
          <span className="whitespace-nowrap text-soft">
            relevance <span className="text-ink">{fixed(statement.relevance, 2)}</span>
          </span>
        </li>
      ))}
    </ol>
  );
}
