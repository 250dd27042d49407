import { PageTitle } from "~/design/PageTitle";
import { ProblemNotice } from "~/design/ProblemNotice";

/** What the router shows when a page throws. */
export function PageFailure({ error, reset }: { error: unknown; reset: () => void }) {
  return (
    <div className="max-w-[70ch] space-y-5">
      <PageTitle title="This page cannot be shown" />
      <ProblemNotice error={error} onRetry={reset} />
    </div>
  );
}
