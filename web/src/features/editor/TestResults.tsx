import type { TestResult } from "~/api/types";
import { Disclosure } from "~/design/Disclosure";
import { StatusMark } from "~/design/StatusMark";
import { plural } from "~/lib/format";

/** What a policy's own cases gave: the failed ones open, the passed ones folded away. */
export function TestResults({ tests }: { tests: TestResult[] }) {
  const failed = tests.filter((test) => !test.passed);
  const passed = tests.filter((test) => test.passed);
  if (tests.length === 0) {
    return <p className="text-sm text-soft">The policy has no test case: it cannot be tested.</p>;
  }
  return (
    <>
      <p className="mb-2 text-sm">
        {failed.length > 0 ? (
          <StatusMark word="failed" label={`${failed.length} of ${tests.length} tests fail`} />
        ) : (
          <StatusMark word="passed" label={`All ${plural(tests.length, "test")} pass`} />
        )}
      </p>
      {failed.length > 0 ? (
        <ul aria-label="Failed tests" className="mb-3 space-y-1 text-sm">
          {failed.map(({ name, detail }) => (
            <li key={name}>
              <strong>{name}</strong>
              {detail ? `: ${detail}` : ""}
            </li>
          ))}
        </ul>
      ) : null}
      {passed.length > 0 ? (
        <Disclosure title={`${plural(passed.length, "test")} passed`}>
          <ul className="list-disc pl-5 text-sm">
            {passed.map(({ name }) => (
              <li key={name}>{name}</li>
            ))}
          </ul>
        </Disclosure>
      ) : null}
    </>
  );
}
