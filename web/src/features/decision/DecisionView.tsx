import type { Decision } from "~/api/types";
import { Columns } from "~/design/Columns";
import { PageTitle } from "~/design/PageTitle";
import { StatusMark } from "~/design/StatusMark";
import { SourcePanel } from "~/features/source/SourcePanel";
import { useSource } from "~/features/source/useSource";
import { humanise, timestamp } from "~/lib/format";
import { AnswerSections } from "./AnswerSections";
import { Contents } from "./Contents";
import { DecisionFacts } from "./DecisionFacts";
import { EnvelopeSection } from "./EnvelopeSection";
import { ErasedNotice } from "./ErasedNotice";
import { FeedbackSection } from "./FeedbackSection";
import { ProofSection } from "./ProofSection";
import { ReplaySection } from "./ReplaySection";
import { VerdictsFromEnvelope } from "./VerdictsFromEnvelope";

/** The report on one decision. Without its detail (erased, or not an answer) the envelope speaks alone. */
export function DecisionView({ decision }: { decision: Decision }) {
  const source = useSource();
  const question = decision.detail?.request?.question;
  const answer = decision.detail?.body;
  const title = question || `${humanise(decision.kind)} ${decision.id}`;
  return (
    <>
      <header className="mb-8 max-w-[60rem]">
        <PageTitle title={question ? `Decision: ${question}` : title}>{title}</PageTitle>
        <p className="mt-2 flex flex-wrap gap-x-5 gap-y-1 text-sm text-soft">
          <StatusMark word={decision.outcome} />
          <time dateTime={decision.created_at}>{timestamp(decision.created_at)}</time>
        </p>
        <Contents decision={decision} />
      </header>
      <Columns
        margin={
          source.open ? (
            <SourcePanel source={source.open} onClose={source.close} />
          ) : (
            <DecisionFacts decision={decision} />
          )
        }
      >
        {answer ? <AnswerSections answer={answer} source={source} /> : null}
        {answer ? <FeedbackSection id={decision.id} answer={answer} /> : null}
        {decision.detail ? null : <ErasedNotice kind={decision.kind} />}
        {answer ? null : <VerdictsFromEnvelope envelope={decision.envelope} />}
        <ProofSection decision={decision} />
        {answer ? <ReplaySection id={decision.id} /> : null}
        <EnvelopeSection decision={decision} />
      </Columns>
    </>
  );
}
