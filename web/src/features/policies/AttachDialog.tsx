import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { POLICIES, policiesQuery } from "~/api/guardrailQueries";
import { attach } from "~/api/policies";
import type { Application } from "~/api/types";
import { Choice } from "~/design/Choice";
import { ReasonDialog } from "~/design/ReasonDialog";
import { TextField } from "~/design/TextField";
import { announce } from "~/shell/announcer";

const LEVELS = [
  { id: "tenant", label: "Organisation" },
  { id: "application", label: "Application" },
  { id: "key", label: "Key" },
];

interface AttachDialogProps {
  applications: Application[];
  onClose: () => void;
}

/** Which policy, where, and why. */
export function AttachDialog({ applications, onClose }: AttachDialogProps) {
  const queries = useQueryClient();
  const policies = useInfiniteQuery(policiesQuery());
  const names = (policies.data?.pages ?? []).flatMap(({ data }) => data.map(({ name }) => name));
  const [chosen, setPolicy] = useState("");
  const [level, setLevel] = useState("tenant");
  const [application, setApplication] = useState(applications[0]?.id ?? "");
  const [key, setKey] = useState("");
  const policy = chosen || names[0] || "";
  const target = { tenant: "self", application, key: key.trim() }[level] ?? "";
  const put = useMutation({
    mutationFn: (reason: string) => attach(level, target, policy, reason),
    onSuccess: () => {
      announce(`Attached ${policy}`);
      void queries.invalidateQueries({ queryKey: POLICIES });
      onClose();
    },
  });
  return (
    <ReasonDialog
      title="Attach a policy"
      confirm="Attach"
      busy={put.isPending || !policy || !target}
      error={put.error}
      onConfirm={(reason) => put.mutate(reason)}
      onClose={onClose}
    >
      <div className="flex flex-wrap gap-x-6 gap-y-3">
        <Choice
          label="Policy"
          options={names.map((id) => ({ id, label: id }))}
          value={policy}
          onChange={setPolicy}
        />
        <Choice label="Level" options={LEVELS} value={level} onChange={setLevel} />
        {level === "application" ? (
          <Choice
            label="Application"
            options={applications.map(({ id, name }) => ({ id, label: name }))}
            value={application}
            onChange={setApplication}
          />
        ) : null}
        {level === "key" ? (
          <TextField label="Key id" value={key} onChange={setKey} monospaced required />
        ) : null}
      </div>
    </ReasonDialog>
  );
}
