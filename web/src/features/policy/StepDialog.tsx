import { useMutation, useQueryClient } from "@tanstack/react-query";
import { POLICIES } from "~/api/guardrailQueries";
import type { PolicyVersion } from "~/api/types";
import { ReasonDialog } from "~/design/ReasonDialog";
import { announce } from "~/shell/announcer";
import { performStep, stepWords } from "./steps";

interface StepDialogProps {
  action: string;
  version: PolicyVersion;
  active: number | null;
  onClose: () => void;
}

/** Takes a step, once a reason is given. */
export function StepDialog({ action, version, active, onClose }: StepDialogProps) {
  const queries = useQueryClient();
  const { label, effect } = stepWords(action);
  const step = useMutation({
    mutationFn: (reason: string) => performStep(action, version, reason, active),
    onSuccess: ({ version: now }) => {
      announce(`Version ${now.version} is ${now.status}`);
      onClose();
    },
    // Also after a refusal: somebody else may have moved it.
    onSettled: () => queries.invalidateQueries({ queryKey: POLICIES }),
  });
  return (
    <ReasonDialog
      title={`${label}: ${version.name}, version ${version.version}`}
      confirm={label}
      busy={step.isPending}
      error={step.error}
      onConfirm={(reason) => step.mutate(reason)}
      onClose={onClose}
    >
      {effect}
    </ReasonDialog>
  );
}
