import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { removePack } from "~/api/packs";
import type { InstalledPack } from "~/api/types";
import { Button } from "~/design/Button";
import { ConfirmDialog } from "~/design/ConfirmDialog";
import { Digest } from "~/design/Digest";
import { StatusMark } from "~/design/StatusMark";
import { Cell, HeaderCell, Row, RowHeader, Table } from "~/design/Table";
import { integer, timestamp } from "~/lib/format";
import { announce } from "~/shell/announcer";
import { CaseFailures } from "./CaseFailures";
import { PackAbout } from "./PackAbout";

export function PackTable({ packs, removable }: { packs: InstalledPack[]; removable: boolean }) {
  const [removing, setRemoving] = useState<string | null>(null);
  return (
    <>
      <Table
        caption="Installed packs, every version"
        head={
          <>
            <HeaderCell wide>Pack</HeaderCell>
            <HeaderCell>Version</HeaderCell>
            <HeaderCell>Status</HeaderCell>
            <HeaderCell>Tests here</HeaderCell>
            <HeaderCell>Signer</HeaderCell>
            <HeaderCell>Installed</HeaderCell>
            <HeaderCell>By</HeaderCell>
            {removable ? <HeaderCell>Change</HeaderCell> : null}
          </>
        }
      >
        {packs.map((pack) => (
          <PackRow
            key={`${pack.name} ${pack.version}`}
            pack={pack}
            removable={removable}
            onRemove={() => setRemoving(pack.name)}
          />
        ))}
      </Table>
      {removing ? <RemoveDialog name={removing} onClose={() => setRemoving(null)} /> : null}
    </>
  );
}

interface PackRowProps {
  pack: InstalledPack;
  removable: boolean;
  onRemove: () => void;
}

function PackRow({ pack, removable, onRemove }: PackRowProps) {
  const { name, version, status, cases, failures } = pack;
  return (
    <Row muted={status === "replaced"}>
      <RowHeader>
        {name}
        {status === "replaced" ? null : <PackAbout name={name} />}
      </RowHeader>
      <Cell>
        {version}
        <span className="block">
          <Digest value={pack.digest} name={`digest of ${name} ${version}`} />
        </span>
      </Cell>
      <Cell>
        <StatusMark word={status} />
      </Cell>
      <Cell>
        {failures.length > 0 ? (
          <>
            <StatusMark word="failed" label={`${failures.length} of ${cases} fail`} />
            <CaseFailures failures={failures} />
          </>
        ) : (
          <StatusMark word="passed" label={`${integer(cases)} pass`} />
        )}
      </Cell>
      <Cell>{pack.signer}</Cell>
      <Cell>
        <time dateTime={pack.installed_at} className="whitespace-nowrap">
          {timestamp(pack.installed_at)}
        </time>
      </Cell>
      <Cell>{pack.installed_by}</Cell>
      {removable ? (
        <Cell>
          {status === "replaced" ? null : (
            <Button variant="bare" onPress={onRemove} aria-label={`Remove ${name}`}>
              Remove
            </Button>
          )}
        </Cell>
      ) : null}
    </Row>
  );
}

function RemoveDialog({ name, onClose }: { name: string; onClose: () => void }) {
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => removePack(name),
    onSuccess: async () => {
      announce(`Removed ${name}`);
      onClose();
      await queries.invalidateQueries();
    },
  });
  return (
    <ConfirmDialog
      title={`Remove ${name}`}
      confirm="Remove"
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      Its policies retire, and those on their way are withdrawn. The log keeps what they decided.
    </ConfirmDialog>
  );
}
