import type { Energy, Rejected, RejectedReason } from "~/api/types";
import { StatusMark } from "~/design/StatusMark";
import { termDifferences } from "~/lib/energy";
import { difference, energy, fixed, humanise } from "~/lib/format";
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
  const differences = chosen
    ? termDifferences(chosen.terms, rejected.energy.terms).slice(0, NAMED)
    : [];
  return (
    <>
      <AnswerBar
        name={`Rejected ${number}`}
        total={rejected.energy.total}
        terms={rejected.energy.terms}
        scale={scale}
      />
      <p className="mt-2 max-w-[70ch] font-serif leading-relaxed">
        {rejected.text ??
          `Statements ${rejected.statements.join(", ")}: not shown, a hard objective forbids them`}
      </p>
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
    const objective = humanise(reason.objective ?? "an objective");
    return (
      <span className="inline-flex flex-wrap gap-x-1">
        <StatusMark word="violated" label={`Violates ${objective}${reason.detail ? ":" : ""}`} />
        <span className="text-soft">{reason.detail}</span>
      </span>
    );
  }
  if (reason.kind === "low_confidence") {
    const [score, threshold] = [reason.score ?? Number.NaN, reason.threshold ?? Number.NaN];
    return (
      <StatusMark
        word="abstained"
        label={`Too uncertain: likelihood ${fixed(score, 3)}, ${fixed(threshold, 3)} needed`}
      />
    );
  }
  return <span className="font-medium">Energy higher by {energy(reason.by ?? Number.NaN)}</span>;
}
