import { ProblemNotice } from "~/design/ProblemNotice";
import { Section } from "~/design/Section";
import { StatusMark } from "~/design/StatusMark";
import { Findings } from "./Findings";
import { TestResults } from "./TestResults";
import type { Checks } from "./useChecks";

/** Whether the text is a sound policy, what its tests give, and what lint finds. */
export function CheckReport({ checks }: { checks: Checks }) {
  const { fault, validation, findings, busy } = checks;
  const { data } = validation;
  return (
    <div aria-busy={busy}>
      <Section title="Document" aside={<DocumentState checks={checks} />}>
        {fault ? <p className="text-sm text-bad wrap-anywhere">{fault}</p> : null}
        {validation.isError ? <ProblemNotice error={validation.error} /> : null}
        {data && !data.valid && !fault ? (
          <ul aria-label="Faults of the document" className="space-y-1 text-sm">
            {data.errors.map((error) => (
              <li key={error} className="wrap-anywhere whitespace-pre-wrap">
                {error}
              </li>
            ))}
          </ul>
        ) : null}
        {data?.valid && !fault ? (
          <p className="text-sm text-soft">Every field is known and every value in its range.</p>
        ) : null}
      </Section>
      {data?.valid && !fault ? (
        <>
          <Section title="Tests" lead="The policy's own cases, run while you type.">
            <TestResults tests={data.tests} />
          </Section>
          <Section title="Lint" lead="What the text says that its author may not mean.">
            {findings.isError ? <ProblemNotice error={findings.error} /> : null}
            {findings.data ? <Findings findings={findings.data} /> : null}
          </Section>
        </>
      ) : null}
    </div>
  );
}

function DocumentState({ checks: { busy, fault, validation } }: { checks: Checks }) {
  const sound = validation.data?.valid && !fault;
  return (
    <p role="status" className="text-sm">
      {busy ? <span className="text-soft">Checking…</span> : null}
      {!busy && sound ? <StatusMark word="passed" label="Sound" /> : null}
      {!busy && !sound && (fault || validation.data) ? (
        <StatusMark word="failed" label="Not sound" />
      ) : null}
    </p>
  );
}
