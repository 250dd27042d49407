import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { POLICIES } from "~/api/guardrailQueries";
import { testVersion } from "~/api/policies";
import type { PolicyVersion } from "~/api/types";
import { Button } from "~/design/Button";
import { ProblemNotice } from "~/design/ProblemNotice";
import { StatusMark } from "~/design/StatusMark";
import { PolicyBacktestDialog } from "~/features/policy/PolicyBacktestDialog";
import { TestResults } from "./TestResults";

/** What to do with a draft that was just saved. */
export function SavedDraft({ version: { name, version } }: { version: PolicyVersion }) {
  const queries = useQueryClient();
  const [replaying, setReplaying] = useState(false);
  const test = useMutation({
    mutationFn: () => testVersion(name, version),
    onSuccess: () => queries.invalidateQueries({ queryKey: POLICIES }),
  });
  return (
    <section
      aria-label="The saved draft"
      className="space-y-3 border-l-3 border-good bg-good-wash px-4 py-3"
    >
      <p>
        <StatusMark word="passed" label={`Saved as version ${version} of ${name}`} />
      </p>
      <p className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Button onPress={() => test.mutate()} isDisabled={test.isPending}>
          {test.isPending ? "Running…" : "Run its tests"}
        </Button>
        <Button onPress={() => setReplaying(true)}>Start a back-test</Button>
        <Link to="/policies/$name" params={{ name }} search={{ version }} className="link text-sm">
          Open version {version}
        </Link>
      </p>
      {test.isError ? <ProblemNotice error={test.error} /> : null}
      {test.data ? <TestResults tests={test.data.tests} /> : null}
      {replaying ? (
        <PolicyBacktestDialog version={{ name, version }} onClose={() => setReplaying(false)} />
      ) : null}
    </section>
  );
}
