import type { ObjectiveSpec } from "~/api/policies";
import type { PolicyVersion } from "~/api/types";
import { Disclosure } from "~/design/Disclosure";
import { Section } from "~/design/Section";
import { ObjectiveTable } from "./ObjectiveTable";

interface Document {
  objectives?: ObjectiveSpec[];
  tests?: unknown[];
}

/** What the version itself says, and its document in full. */
export function ObjectivesSection({ version }: { version: PolicyVersion }) {
  const { objectives = [], tests = [] } = (version.document ?? {}) as Document;
  return (
    <Section
      title="Objectives"
      anchor="objectives"
      lead={`What this version says, with ${tests.length} test cases.`}
    >
      {objectives.length > 0 ? (
        <ObjectiveTable
          caption="Objectives of this version"
          rows={objectives.map((objective) => ({ objective }))}
        />
      ) : (
        <p className="text-soft">This version has no objective.</p>
      )}
      <div className="mt-3">
        <Disclosure title="Show the document">
          <pre
            // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must be able to scroll it
            tabIndex={0}
            className="max-h-[32rem] overflow-auto border-l-2 border-rule bg-wash px-4 py-3 font-mono text-xs leading-relaxed"
          >
            {JSON.stringify(version.document, null, 2)}
          </pre>
        </Disclosure>
      </div>
    </Section>
  );
}
