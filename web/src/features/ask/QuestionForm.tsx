import { type FormEvent, type KeyboardEvent, useId } from "react";
import { Button } from "~/design/Button";

interface QuestionFormProps {
  question: string;
  onQuestionChange: (question: string) => void;
  onAsk: () => void;
  busy: boolean;
}

/** Enter asks, with or without Ctrl or Cmd; Shift+Enter begins a new line. */
export function QuestionForm({ question, onQuestionChange, onAsk, busy }: QuestionFormProps) {
  const hint = useId();
  const field = useId();
  const empty = question.trim() === "";

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!empty && !busy) onAsk();
  }

  function askOnEnter(event: KeyboardEvent) {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    if (!empty && !busy) onAsk();
  }

  return (
    <form onSubmit={submit} className="max-w-[52rem]">
      <label htmlFor={field} className="sr-only">
        Question
      </label>
      <textarea
        id={field}
        value={question}
        onChange={(event) => onQuestionChange(event.target.value)}
        onKeyDown={askOnEnter}
        aria-describedby={hint}
        rows={1}
        maxLength={8000}
        placeholder="Ask the memory a question"
        className="field-sizing-content max-h-72 min-h-14 w-full resize-none rounded-sm border border-edge bg-sheet px-4 py-3 font-serif text-lg leading-snug placeholder:text-soft focus:border-accent focus:outline-2 focus:outline-offset-0 focus:outline-accent"
      />
      <div className="mt-3 flex flex-wrap items-center gap-x-5 gap-y-2">
        <Button type="submit" variant="primary" isDisabled={empty || busy}>
          {busy ? "Asking…" : "Ask"}
        </Button>
        <p id={hint} className="text-sm text-soft">
          Enter asks, Shift+Enter begins a new line
        </p>
      </div>
    </form>
  );
}
