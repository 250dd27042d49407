import { Section } from "~/design/Section";

/** The detail of a decision can be erased; its envelope cannot. */
export function ErasedNotice({ kind }: { kind: string }) {
  return (
    <Section title="Detail">
      <p className="max-w-[62ch]">
        {kind === "answer"
          ? "The text of this decision was erased. Its envelope, and so its place in the log, is unchanged: the proof below still holds."
          : "This decision has no detail beyond its envelope."}
      </p>
    </Section>
  );
}
