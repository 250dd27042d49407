/** The files of a proof bundle and the command that verifies them. */
import type { TreeHead } from "~/api/types";

export function bundleNames({ tenant, size }: TreeHead): { log: string; head: string } {
  return { log: `${tenant}.log.ndjson`, head: `${tenant}.head-${size}.json` };
}

export function offlineCommand(head: TreeHead): string {
  const { log, head: file } = bundleNames(head);
  return `groundstate log verify ${log} --key ${head.public_key} --head ${file}`;
}
