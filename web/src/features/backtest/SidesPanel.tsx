import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { backtestSidesQuery } from "~/api/guardrailQueries";
import type { BacktestSide, BacktestSides } from "~/api/types";
import { Loaded } from "~/design/Loaded";
import { Section } from "~/design/Section";
import { StatusMark } from "~/design/StatusMark";
import { EnergyView } from "~/features/answer/EnergyView";
import { Verdicts } from "~/features/answer/Verdicts";
import { energy } from "~/lib/format";
import { outcomeMeaning } from "./outcomeWords";
import { requestText } from "./requestText";

/** One decision: as it was recorded, and as the version makes it. */
export function SidesPanel({ id, decision }: { id: string; decision: string }) {
  const sides = useQuery(backtestSidesQuery(id, decision));
  return (
    <Section
      title="Side by side"
      anchor="sides"
      lead={sides.data ? outcomeMeaning(sides.data.outcome) : undefined}
      aside={
        <Link
          to="/backtests/$id"
          params={{ id }}
          search={(search) => ({ ...search, row: undefined })}
          className="link text-sm"
        >
          Close
        </Link>
      }
    >
      <p className="mb-4 text-sm">
        <Link to="/decisions/$id" params={{ id: decision }} className="link font-mono text-xs">
          {decision}
        </Link>
      </p>
      <Loaded query={sides} label="Loading both sides" lines={6}>
        {(data) => <Sides sides={data} />}
      </Loaded>
    </Section>
  );
}

function Sides({ sides }: { sides: BacktestSides }) {
  const request = requestText(sides.request);
  return (
    <>
      {request ? (
        <p className="mb-5 max-w-[62ch] font-serif text-lg whitespace-pre-wrap">{request}</p>
      ) : null}
      <div className="grid gap-x-10 gap-y-8 lg:grid-cols-2">
        <Side title="Recorded" side={sides.recorded} />
        <Side title="Replayed" side={sides.replayed} />
      </div>
    </>
  );
}

function Side({ title, side }: { title: string; side?: BacktestSide | null }) {
  return (
    <section aria-label={title} className="min-w-0">
      <h3 className="mb-2 text-sm font-semibold">{title}</h3>
      {side ? <SideContent side={side} /> : <p className="text-soft">The words were erased.</p>}
    </section>
  );
}

function SideContent({ side }: { side: BacktestSide }) {
  return (
    <div className="space-y-4">
      <p className="flex flex-wrap gap-x-5">
        <StatusMark word={side.outcome} />
        {side.objective ? <span className="text-soft">by {side.objective}</span> : null}
      </p>
      {side.text ? (
        <p className="font-serif leading-relaxed whitespace-pre-wrap">{side.text}</p>
      ) : null}
      {side.energy ? <EnergyView energy={side.energy} /> : null}
      {typeof side.soft_energy === "number" ? (
        <p className="text-sm text-soft">Soft energy {energy(side.soft_energy)}</p>
      ) : null}
      <Verdicts verdicts={side.verdicts ?? []} />
    </div>
  );
}
