interface ExamplesProps {
  onChoose: (question: string) => void;
}

/** Questions that the demonstration memory, the project's own handbook, can answer. */
const EXAMPLES = [
  "When does Groundstate abstain from answering?",
  "What is a hard guardrail?",
  "What does every decision record contain?",
  "How can I prove that the log was not altered?",
];

export function Examples({ onChoose }: ExamplesProps) {
  return (
    <section aria-label="Example questions" className="mt-10 max-w-[52rem]">
      <p className="label mb-1">Try one of these</p>
      <ul>
        {EXAMPLES.map((question) => (
          <li key={question} className="border-b border-rule first:border-t">
            <button
              type="button"
              onClick={() => onChoose(question)}
              className="w-full cursor-pointer py-2.5 text-left font-serif text-lg leading-snug hover:text-accent"
            >
              {question}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
