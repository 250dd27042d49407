import type { AnswerBody } from "~/api/types";
import { Section } from "~/design/Section";
import { AnswerBodyView } from "~/features/answer/AnswerBodyView";
import { EnergyView } from "~/features/answer/EnergyView";
import { VerdictSummary, Verdicts } from "~/features/answer/Verdicts";
import type { SourceState } from "~/features/source/useSource";
import { energy, integer } from "~/lib/format";
import { Candidates } from "./Candidates";
import { Descent } from "./Descent";
import { RejectedAnswers } from "./RejectedAnswers";

interface AnswerSectionsProps {
  answer: AnswerBody;
  source: SourceState;
}

/** The parts of the report that only an answer has. */
export function AnswerSections({ answer, source }: AnswerSectionsProps) {
  const { trace } = answer;
  return (
    <>
      <section aria-label="Answer" className="border-t border-ink pt-5 pb-10">
        <AnswerBodyView answer={answer} source={source} />
      </section>
      <Section
        title="Energy"
        anchor="energy"
        lead="What the answer pays for each property. Lower is better."
        aside={
          answer.energy.terms.length > 0 ? (
            <p className="font-serif text-xl font-semibold">{energy(answer.energy.total)}</p>
          ) : null
        }
      >
        <EnergyView energy={answer.energy} />
      </Section>
      <Section
        title="Descent"
        anchor="descent"
        lead={`${integer(trace.restarts)} restarts over ${integer(trace.candidates)} candidates, relaxed, then rounded and refined by exact moves.`}
      >
        <Descent trace={trace} />
      </Section>
      <Section
        title="Rejected answers"
        anchor="rejected"
        lead="The best answers that were not given, on the same scale as the one that was."
      >
        <RejectedAnswers answer={answer} />
      </Section>
      <Section
        title="Candidates"
        anchor="candidates"
        lead="The statements recalled from memory, best first, and what became of each."
      >
        <Candidates answer={answer} />
      </Section>
      <Section
        title="Objectives"
        anchor="objectives"
        aside={<VerdictSummary verdicts={answer.verdicts} />}
      >
        <Verdicts verdicts={answer.verdicts} />
      </Section>
    </>
  );
}
