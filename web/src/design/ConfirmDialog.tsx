import type { ReactNode } from "react";
import { Button } from "./Button";
import { Dialog } from "./Dialog";
import { ProblemNotice } from "./ProblemNotice";

interface ConfirmDialogProps {
  title: string;
  /** What the button says. */
  confirm: string;
  children: ReactNode;
  busy: boolean;
  error: unknown;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks once more. Open for as long as it is rendered. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { title, confirm, children, busy, error, onConfirm, onClose } = props;
  return (
    <Dialog title={title} isOpen onClose={onClose}>
      <div className="space-y-4">
        <p className="text-sm">{children}</p>
        {error ? <ProblemNotice error={error} /> : null}
        <div className="flex justify-end gap-3">
          <Button onPress={onClose}>Leave</Button>
          <Button variant="primary" onPress={onConfirm} isDisabled={busy}>
            {busy ? "Working…" : confirm}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
