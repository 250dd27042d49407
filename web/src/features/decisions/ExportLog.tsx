import { useMutation } from "@tanstack/react-query";
import { downloadExport } from "~/api/log";
import { Button } from "~/design/Button";
import { ProblemNotice } from "~/design/ProblemNotice";
import { saveFile } from "~/lib/download";
import { announce } from "~/shell/announcer";

/** Every decision, as one file that `groundstate log verify` proves offline. */
export function ExportLog() {
  const download = useMutation({
    mutationFn: () => downloadExport(),
    onSuccess: (file) => {
      saveFile(file, "decisions.log.ndjson");
      announce("Exported the decisions");
    },
  });
  return (
    <div className="space-y-3">
      <Button onPress={() => download.mutate()} isDisabled={download.isPending}>
        {download.isPending ? "Exporting…" : "Export all decisions"}
      </Button>
      {download.isError ? <ProblemNotice error={download.error} /> : null}
    </div>
  );
}
