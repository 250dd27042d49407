import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { POLICIES } from "~/api/guardrailQueries";
import { createDraft } from "~/api/policies";
import { Button } from "~/design/Button";
import { ProblemNotice } from "~/design/ProblemNotice";
import { LONGEST_REASON } from "~/design/ReasonDialog";
import { TextField } from "~/design/TextField";
import { useScopes } from "~/features/access/useScopes";
import { announce } from "~/shell/announcer";
import { SavedDraft } from "./SavedDraft";
import type { Checks } from "./useChecks";

interface SaveDraftProps {
  text: string;
  start: string;
  checks: Checks;
}

/** Keeps the text as the next version of its name, as a draft. */
export function SaveDraft({ text, start, checks }: SaveDraftProps) {
  const queries = useQueryClient();
  const holds = useScopes();
  const [reason, setReason] = useState("");
  const save = useMutation({
    mutationFn: async () => {
      if (!checks.policy) throw new Error("the text cannot be read");
      return { text, version: await createDraft(checks.policy, reason.trim() || undefined) };
    },
    onSuccess: ({ version }) => {
      announce(`Saved ${version.name}, version ${version.version}`);
      void queries.invalidateQueries({ queryKey: POLICIES });
    },
  });
  if (holds && !holds("policy:write")) {
    return (
      <p className="mt-4 text-sm text-soft">
        To save a draft, a key needs the scope{" "}
        <code className="font-mono text-xs">policy:write</code>.
      </p>
    );
  }
  // What was saved is this very text; a further letter makes it another draft.
  const saved = save.data?.text === text ? save.data.version : null;
  return (
    <div className="mt-4 space-y-4">
      <TextField
        label="Why it is written"
        value={reason}
        onChange={setReason}
        maxLength={LONGEST_REASON}
        hint="It stays in the transparency log for ever."
      />
      <Button
        variant="primary"
        onPress={() => save.mutate()}
        isDisabled={!checks.sound || save.isPending || saved !== null || text === start}
      >
        {save.isPending ? "Saving…" : "Save the draft"}
      </Button>
      {save.isError ? <ProblemNotice error={save.error} /> : null}
      {saved ? <SavedDraft version={saved} /> : null}
    </div>
  );
}
