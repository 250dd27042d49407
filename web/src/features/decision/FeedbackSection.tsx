import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { giveFeedback, listFeedback } from "~/api/critics";
import type { AnswerBody, Feedback } from "~/api/types";
import { Button } from "~/design/Button";
import { Choice } from "~/design/Choice";
import { ProblemNotice } from "~/design/ProblemNotice";
import { Section } from "~/design/Section";
import { TextField } from "~/design/TextField";
import { humanise, timestamp } from "~/lib/format";
import { announce } from "~/shell/announcer";
import { alternatives } from "./alternatives";

interface FeedbackSectionProps {
  id: string;
  answer: AnswerBody;
}

/** What people think of the answer, and a form to say so. The critic learns from it; guardrails never do. */
export function FeedbackSection({ id, answer }: FeedbackSectionProps) {
  const key = ["feedback", id];
  const feedback = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => listFeedback(id, signal),
    retry: false,
  });
  return (
    <Section
      title="Feedback"
      anchor="feedback"
      lead="Trains the critic, which costs answers something and never forbids one."
    >
      {feedback.data && feedback.data.length > 0 ? <Given all={feedback.data} /> : null}
      {answer.outcome === "answered" ? <FeedbackForm id={id} answer={answer} shown={key} /> : null}
    </Section>
  );
}

function Given({ all }: { all: Feedback[] }) {
  return (
    <ul className="mb-5 border-t border-rule text-sm">
      {all.map(({ principal, rating, preferred, created_at }) => (
        <li key={principal} className="flex flex-wrap gap-x-4 border-b border-rule py-1.5">
          <span className="font-medium">{humanise(rating)}</span>
          {preferred ? <span>rather statements {preferred.join(", ")}</span> : null}
          <span className="text-soft">{principal}</span>
          <time dateTime={created_at} className="text-soft">
            {timestamp(created_at)}
          </time>
        </li>
      ))}
    </ul>
  );
}

const NOTHING_SAID = "none";

interface FeedbackFormProps {
  id: string;
  answer: AnswerBody;
  /** The query that shows what was given. */
  shown: string[];
}

function FeedbackForm({ id, answer, shown }: FeedbackFormProps) {
  const queries = useQueryClient();
  const [rating, setRating] = useState("good");
  const [better, setBetter] = useState(NOTHING_SAID);
  const [comment, setComment] = useState("");
  const others = alternatives(answer);
  const give = useMutation({
    mutationFn: () =>
      giveFeedback(id, {
        rating: rating === "good" ? "good" : "bad",
        preferred: rating === "bad" ? others[Number(better)]?.statements : undefined,
        comment: comment.trim() || undefined,
      }),
    onSuccess: () => {
      announce("Your feedback is noted");
      setComment("");
      void queries.invalidateQueries({ queryKey: shown });
    },
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!give.isPending) give.mutate();
  }

  const options = [
    { id: NOTHING_SAID, label: "Nothing in particular" },
    ...others.map(({ label }, index) => ({ id: String(index), label })),
  ];
  return (
    <form onSubmit={submit} className="max-w-[46rem] space-y-4">
      <Choice
        label="The answer is"
        options={[
          { id: "good", label: "better than those rejected" },
          { id: "bad", label: "not what should have been said" },
        ]}
        value={rating}
        onChange={setRating}
      />
      {rating === "bad" ? (
        <div>
          <Choice label="Rather" options={options} value={better} onChange={setBetter} />
        </div>
      ) : null}
      <TextField
        label="Comment"
        value={comment}
        onChange={setComment}
        rows={2}
        maxLength={2000}
        hint="Sealed beside the log; it can be erased."
      />
      {give.isError ? <ProblemNotice error={give.error} /> : null}
      <Button type="submit" isDisabled={give.isPending}>
        {give.isPending ? "Recording…" : "Give feedback"}
      </Button>
      {give.isSuccess ? (
        <p role="status" className="text-sm text-soft">
          Noted. What you say next of this answer takes its place.
        </p>
      ) : null}
    </form>
  );
}
