import { type FormEvent, type ReactNode, useState } from "react";
import { Button } from "./Button";
import { Dialog } from "./Dialog";
import { ProblemNotice } from "./ProblemNotice";
import { TextField } from "./TextField";

interface ReasonDialogProps {
  title: string;
  /** What the button says. */
  confirm: string;
  children?: ReactNode;
  busy: boolean;
  error: unknown;
  onConfirm: (reason: string) => void;
  onClose: () => void;
}

/** Characters that the log takes of a reason. */
export const LONGEST_REASON = 1000;

/** Asks why. Without a reason nothing is done. Open for as long as it is rendered. */
export function ReasonDialog(props: ReasonDialogProps) {
  const { title, confirm, children, busy, error, onConfirm, onClose } = props;
  const [reason, setReason] = useState("");
  const given = reason.trim();

  function submit(event: FormEvent) {
    event.preventDefault();
    if (given && !busy) onConfirm(given);
  }

  return (
    <Dialog title={title} isOpen onClose={onClose}>
      <form onSubmit={submit} className="space-y-4">
        {children ? <div className="text-sm">{children}</div> : null}
        <TextField
          label="Reason"
          value={reason}
          onChange={setReason}
          rows={3}
          maxLength={LONGEST_REASON}
          required
          hint="It stays in the transparency log for ever: write no personal data."
        />
        {error ? <ProblemNotice error={error} /> : null}
        <div className="flex justify-end gap-3">
          <Button onPress={onClose}>Leave</Button>
          <Button type="submit" variant="primary" isDisabled={!given || busy}>
            {busy ? "Recording…" : confirm}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
