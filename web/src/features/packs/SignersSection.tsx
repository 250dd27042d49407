import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { signersQuery } from "~/api/guardrailQueries";
import { distrustSigner } from "~/api/packs";
import type { PackSigner } from "~/api/types";
import { Button } from "~/design/Button";
import { ConfirmDialog } from "~/design/ConfirmDialog";
import { Digest } from "~/design/Digest";
import { Loaded } from "~/design/Loaded";
import { Section } from "~/design/Section";
import { Cell, HeaderCell, Row, RowHeader, Table } from "~/design/Table";
import { useScopes } from "~/features/access/useScopes";
import { timestamp } from "~/lib/format";
import { announce } from "~/shell/announcer";
import { TrustForm } from "./TrustForm";

/** The keys whose packs may be installed. */
export function SignersSection() {
  const signers = useQuery(signersQuery());
  const holds = useScopes();
  const [leaving, setLeaving] = useState<PackSigner | null>(null);
  const admin = holds?.("admin") ?? false;
  return (
    <Section
      title="Trusted signers"
      anchor="signers"
      lead="Only packs that one of these keys signed are installed."
    >
      <Loaded query={signers} label="Loading the trusted signers" lines={3}>
        {(data) => <SignerTable signers={data} onDistrust={admin ? setLeaving : undefined} />}
      </Loaded>
      {admin ? <TrustForm /> : null}
      {leaving ? <DistrustDialog signer={leaving} onClose={() => setLeaving(null)} /> : null}
    </Section>
  );
}

interface SignerTableProps {
  signers: PackSigner[];
  onDistrust?: (signer: PackSigner) => void;
}

function SignerTable({ signers, onDistrust }: SignerTableProps) {
  return (
    <Table
      caption="Trusted signers"
      head={
        <>
          <HeaderCell>Name</HeaderCell>
          <HeaderCell>Key</HeaderCell>
          <HeaderCell>Public key</HeaderCell>
          <HeaderCell>Trusted since</HeaderCell>
          <HeaderCell>By</HeaderCell>
          {onDistrust ? <HeaderCell>Change</HeaderCell> : null}
        </>
      }
    >
      {signers.map((signer) => (
        <Row key={signer.key_id}>
          <RowHeader>{signer.name}</RowHeader>
          <Cell>{signer.key_id}</Cell>
          <Cell>
            <Digest value={signer.public_key} name={`public key of ${signer.name}`} />
          </Cell>
          <Cell>{signer.added_at ? timestamp(signer.added_at) : "Always"}</Cell>
          <Cell>{signer.added_by ?? ""}</Cell>
          {onDistrust ? (
            <Cell>
              {signer.added_at ? (
                <Button
                  variant="bare"
                  onPress={() => onDistrust(signer)}
                  aria-label={`Trust ${signer.name} no longer`}
                >
                  Trust no longer
                </Button>
              ) : null}
            </Cell>
          ) : null}
        </Row>
      ))}
    </Table>
  );
}

function DistrustDialog({ signer, onClose }: { signer: PackSigner; onClose: () => void }) {
  const queries = useQueryClient();
  const distrust = useMutation({
    mutationFn: () => distrustSigner(signer.key_id),
    onSuccess: async () => {
      announce(`${signer.name} is trusted no longer`);
      onClose();
      await queries.invalidateQueries(signersQuery());
    },
  });
  return (
    <ConfirmDialog
      title={`Trust ${signer.name} no longer`}
      confirm="Trust no longer"
      busy={distrust.isPending}
      error={distrust.error}
      onConfirm={() => distrust.mutate()}
      onClose={onClose}
    >
      Packs that it signed stay as they are; no further one is installed.
    </ConfirmDialog>
  );
}
