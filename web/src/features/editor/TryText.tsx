import { keepPreviousData, skipToken, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { explainPolicy } from "~/api/policies";
import type { ExplainRequest } from "~/api/types";
import { Choice } from "~/design/Choice";
import { ProblemNotice } from "~/design/ProblemNotice";
import { Section } from "~/design/Section";
import { TextField } from "~/design/TextField";
import { humanise } from "~/lib/format";
import { ExplanationView } from "./ExplanationView";
import type { Checks } from "./useChecks";
import { useDebounced } from "./useDebounced";

const STAGES = ["input", "memory_write", "recall", "action", "output"];
const REST = 400;

/** What the policy, as it stands in the editor, says of a text. Nothing is recorded. */
export function TryText({ checks }: { checks: Checks }) {
  const [text, setText] = useState("");
  const [stage, setStage] = useState("output");
  const settled = useDebounced(text, REST);
  const { policy, sound } = checks;
  const ready = policy && sound && settled.trim() !== "";
  const explanation = useQuery({
    queryKey: ["editor", "explanation", checks.settled, stage, settled],
    queryFn: ready
      ? ({ signal }) =>
          explainPolicy({ policy, stage: stage as ExplainRequest["stage"], text: settled }, signal)
      : skipToken,
    placeholderData: keepPreviousData,
    gcTime: 60_000,
  });
  return (
    <Section
      title="Try a text"
      lead="What the policy above says of it, objective by objective. Nothing is recorded."
      aside={
        <Choice
          label="Stage"
          options={STAGES.map((id) => ({ id, label: humanise(id) }))}
          value={stage}
          onChange={setStage}
        />
      }
    >
      <TextField label="Text" value={text} onChange={setText} rows={4} maxLength={20_000} />
      <div className="mt-4" aria-busy={explanation.isFetching}>
        {explanation.isError ? <ProblemNotice error={explanation.error} /> : null}
        {ready && explanation.data && !explanation.isPlaceholderData ? (
          <ExplanationView text={settled} explanation={explanation.data} />
        ) : null}
        {!sound && text.trim() ? (
          <p className="text-sm text-soft">The text is tried once the policy is sound.</p>
        ) : null}
      </div>
    </Section>
  );
}
