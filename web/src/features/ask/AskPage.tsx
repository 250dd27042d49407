import { PageTitle } from "~/design/PageTitle";
import { ProblemNotice } from "~/design/ProblemNotice";
import { Skeleton } from "~/design/Skeleton";
import { Examples } from "./Examples";
import { ExchangeView } from "./ExchangeView";
import { QuestionForm } from "./QuestionForm";
import { useAsk } from "./useAsk";

export function AskPage() {
  const { question, setQuestion, submit, exchange, busy, error } = useAsk();
  const untouched = !exchange && !busy && !error;
  return (
    <>
      <PageTitle title="Ask" />
      <p className="mt-1 mb-6 max-w-[60ch] text-soft">
        The answer is the set of grounded statements with the least energy that every hard objective
        permits.
      </p>
      <QuestionForm
        question={question}
        onQuestionChange={setQuestion}
        onAsk={() => submit(question)}
        busy={busy}
      />
      {untouched ? <Examples onChoose={submit} /> : null}
      <div className="mt-10" aria-busy={busy}>
        {busy ? <Skeleton label="Looking for the answer" lines={5} /> : null}
        {error ? <ProblemNotice error={error} onRetry={() => submit(question)} /> : null}
        {exchange ? (
          <ExchangeView
            key={exchange.answer.id}
            question={exchange.question}
            answer={exchange.answer}
          />
        ) : null}
      </div>
    </>
  );
}
