import { Link } from "@tanstack/react-router";
import type { Answer } from "~/api/types";
import { Columns } from "~/design/Columns";
import { Section } from "~/design/Section";
import { StatusMark } from "~/design/StatusMark";
import { AnswerBodyView } from "~/features/answer/AnswerBodyView";
import { Confidence } from "~/features/answer/Confidence";
import { EnergyView } from "~/features/answer/EnergyView";
import { Timings } from "~/features/answer/Timings";
import { VerdictSummary, Verdicts } from "~/features/answer/Verdicts";
import { SourcePanel } from "~/features/source/SourcePanel";
import { useSource } from "~/features/source/useSource";
import { energy, milliseconds } from "~/lib/format";
import { AnswerFacts } from "./AnswerFacts";

/** One question and everything that is known about its answer. */
export function ExchangeView({ question, answer }: { question: string; answer: Answer }) {
  const source = useSource();
  const margin = source.open ? (
    <SourcePanel source={source.open} onClose={source.close} />
  ) : (
    <AnswerFacts answer={answer} />
  );
  return (
    <Columns margin={margin}>
      <section aria-label={`Answer to: ${question}`} className="border-t border-ink pt-4 pb-10">
        <div className="mb-5 flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 text-sm">
          <p className="flex flex-wrap gap-x-6">
            <StatusMark word={answer.outcome} />
            {answer.outcome === "answered" ? (
              <span className="inline-flex items-center gap-2 text-soft">
                Confidence <Confidence value={answer.confidence} />
              </span>
            ) : null}
          </p>
          <Link to="/decisions/$id" params={{ id: answer.decision_id }} className="link">
            See the decision
          </Link>
        </div>
        <AnswerBodyView answer={answer} source={source} />
      </section>
      <Section
        title="Energy"
        lead="Lower is better. Each term is what the answer pays for one property."
        aside={
          answer.energy.terms.length > 0 ? <Figure value={energy(answer.energy.total)} /> : null
        }
      >
        <EnergyView energy={answer.energy} />
      </Section>
      <Section title="Objectives" aside={<VerdictSummary verdicts={answer.verdicts} />}>
        <Verdicts verdicts={answer.verdicts} />
      </Section>
      <Section
        title="Time by stage"
        aside={<Figure value={milliseconds(answer.timings.total_ms)} />}
      >
        <Timings stages={answer.timings.stages} />
      </Section>
    </Columns>
  );
}

function Figure({ value }: { value: string }) {
  return <p className="font-serif text-xl font-semibold">{value}</p>;
}
