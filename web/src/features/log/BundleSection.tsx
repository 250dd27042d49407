import { useMutation } from "@tanstack/react-query";
import { downloadExport } from "~/api/log";
import type { TreeHead } from "~/api/types";
import { Button } from "~/design/Button";
import { ProblemNotice } from "~/design/ProblemNotice";
import { Section } from "~/design/Section";
import { saveFile, saveJson } from "~/lib/download";
import { announce } from "~/shell/announcer";
import { bundleNames, offlineCommand } from "./bundle";

/** What verifies the log without this server: the export, a head, and the command. */
export function BundleSection({ head }: { head: TreeHead }) {
  const names = bundleNames(head);
  const download = useMutation({
    mutationFn: () => downloadExport(),
    onSuccess: (file) => {
      saveFile(file, names.log);
      saveJson(head, names.head);
      announce("Downloaded the proof bundle");
    },
  });
  return (
    <Section
      title="Proof bundle"
      anchor="bundle"
      lead="The whole log as one file that proves itself, and the signed head above. The words of people are in it, where they were not erased."
    >
      <p className="flex flex-wrap gap-3">
        <Button onPress={() => download.mutate()} isDisabled={download.isPending}>
          {download.isPending ? "Preparing…" : "Download the proof bundle"}
        </Button>
        <Button onPress={() => saveJson(head, names.head)}>Download the head alone</Button>
      </p>
      {download.isError ? (
        <div className="mt-4">
          <ProblemNotice error={download.error} />
        </div>
      ) : null}
      <p className="mt-5 mb-1 text-sm">Verify it on a machine that has never seen this server:</p>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must be able to scroll it
        tabIndex={0}
        className="overflow-x-auto border-l-2 border-rule bg-wash px-4 py-3 font-mono text-xs leading-relaxed"
      >
        {offlineCommand(head)}
      </pre>
    </Section>
  );
}
