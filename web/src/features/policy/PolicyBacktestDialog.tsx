import { startBacktest } from "~/api/backtests";
import type { PolicyVersion } from "~/api/types";
import { BacktestDialog } from "./BacktestDialog";

interface PolicyBacktestDialogProps {
  version: Pick<PolicyVersion, "name" | "version">;
  onClose: () => void;
}

/** Which decisions to replay under a version of a policy. */
export function PolicyBacktestDialog({ version, onClose }: PolicyBacktestDialogProps) {
  const policy = { name: version.name, version: version.version };
  return (
    <BacktestDialog
      title={`Back-test ${policy.name}, version ${policy.version}`}
      order={(stretch) => startBacktest({ policy, ...stretch })}
      onClose={onClose}
    />
  );
}
