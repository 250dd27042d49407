import type { Energy, Rejected, RejectedReason } from "~/api/types";
import { StatusMark } from "~/design/StatusMark";
import { termDifferences } from "~/lib/energy";
import { difference, energy, humanise } from "~/lib/format";
import { AnswerBar } from "./AnswerBar";

interface RejectedAnswerProps {
  rejected: Rejected;
  number: number;
  /** The answer it lost to; null where none was given. */
  chosen: Energy | null;
  scale: number;
}

/** How many of the largest differences are named under a bar. */
const NAMED = 3;

export function RejectedAnswer({ rejected, number, chosen, scale }: RejectedAnswerProps) {
  const differences = chosen ? termDifferences(chosen.terms, rejected.terms).slice(0, NAMED) : [];
  return (
    <>
      <AnswerBar
        name={`Rejected ${number}`}
        total={rejected.energy}
        terms={rejected.terms}
        scale={scale}
      />
      <p className="mt-2 max-w-[70ch] font-serif leading-relaxed">{rejected.text}</p>
      <p className="mt-1.5 flex flex-wrap gap-x-5 gap-y-1 text-sm">
        <Reason reason={rejected.reason} />
        {differences.map((entry) => (
          <span key={entry.name} className="text-soft">
            {humanise(entry.name)} {difference(entry.difference)}
          </span>
        ))}
      </p>
    </>
  );
}

function Reason({ reason }: { reason: RejectedReason }) {
  if (reason.kind === "violates") {
    const detail = reason.detail ? `: ${reason.detail}` : "";
    return (
      <span className="inline-flex flex-wrap gap-x-1">
        <StatusMark
          word="violated"
          label={`Violates ${humanise(reason.objective ?? "an objective")}`}
        />
        <span className="text-soft">{detail.replace(/^: /, "")}</span>
      </span>
    );
  }
  return <span className="font-medium">Energy higher by {energy(reason.by ?? Number.NaN)}</span>;
}
