import type { Decision } from "~/api/types";
import { Disclosure } from "~/design/Disclosure";
import { Section } from "~/design/Section";

/** The record as it is hashed, for those who want to check it elsewhere. */
export function EnvelopeSection({ decision }: { decision: Decision }) {
  return (
    <Section
      title="Record"
      anchor="record"
      lead="The envelope in the log. Its canonical JSON (RFC 8785) is the leaf."
    >
      <Disclosure title="Show the envelope">
        <pre
          // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must be able to scroll it
          tabIndex={0}
          className="max-h-[32rem] overflow-auto border-l-2 border-rule bg-wash px-4 py-3 font-mono text-xs leading-relaxed"
        >
          {JSON.stringify(decision.envelope, null, 2)}
        </pre>
      </Disclosure>
    </Section>
  );
}
