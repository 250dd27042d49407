import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useEffect, useId, useRef } from "react";
import { passageQuery } from "~/api/queries";
import { Button } from "~/design/Button";
import { ProblemNotice } from "~/design/ProblemNotice";
import { Skeleton } from "~/design/Skeleton";
import { integer } from "~/lib/format";
import { CitedPassage } from "./CitedPassage";
import type { OpenSource } from "./useSource";

interface SourcePanelProps {
  source: OpenSource;
  onClose: () => void;
}

/** The passage behind a citation: beside the answer on wide screens, a sheet at the bottom on narrow ones. */
export function SourcePanel({ source, onClose }: SourcePanelProps) {
  const { citation } = source.statement;
  const heading = useId();
  const title = useRef<HTMLHeadingElement>(null);
  const passage = useQuery(passageQuery(citation));

  // biome-ignore lint/correctness/useExhaustiveDependencies: another citation moves the focus again
  useEffect(() => title.current?.focus(), [source]);

  function closeOnEscape(event: KeyboardEvent) {
    if (event.key === "Escape") onClose();
  }

  return (
    <aside
      aria-labelledby={heading}
      onKeyDown={closeOnEscape}
      className="fixed inset-x-0 bottom-0 z-30 flex max-h-[72dvh] flex-col border-t-2 border-accent bg-sheet shadow-2xl shadow-black/20 xl:static xl:max-h-[calc(100dvh-7rem)] xl:shadow-none"
    >
      <div className="flex items-start justify-between gap-4 px-5 pt-4 pb-3">
        <div className="min-w-0">
          <p className="label">Source {source.number}</p>
          <h2
            id={heading}
            ref={title}
            tabIndex={-1}
            className="font-serif text-lg leading-snug font-semibold wrap-anywhere"
          >
            {citation.title}
          </h2>
          {citation.heading_path.length > 0 ? (
            <p className="text-sm text-soft">{citation.heading_path.join(" › ")}</p>
          ) : null}
        </div>
        <Button variant="bare" onPress={onClose}>
          Close
        </Button>
      </div>
      <section
        aria-label="Passage"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must be able to scroll it
        tabIndex={0}
        className="min-h-0 flex-1 overflow-y-auto border-y border-rule px-5 py-4"
      >
        {passage.isPending ? <Skeleton label="Loading the passage" lines={7} /> : null}
        {passage.isError ? (
          <ProblemNotice error={passage.error} onRetry={() => void passage.refetch()} />
        ) : null}
        {passage.data ? (
          <CitedPassage
            key={source.number}
            passage={passage.data}
            span={citation.span}
            statement={source.statement.text}
          />
        ) : null}
      </section>
      <dl className="flex flex-wrap gap-x-5 gap-y-1 px-5 py-3 text-sm">
        <Detail label="Version" value={String(citation.version)} />
        <Detail
          label="Characters"
          value={`${integer(citation.span.start)} to ${integer(citation.span.end)}`}
        />
        <Detail label="From" value={citation.source} />
      </dl>
    </aside>
  );
}

function Detail({ label, value }: { label: string; value: string }) {
  if (!value) return null;
  return (
    <div className="flex min-w-0 gap-1.5">
      <dt className="text-soft">{label}</dt>
      <dd className="min-w-0 wrap-anywhere">{value}</dd>
    </div>
  );
}
