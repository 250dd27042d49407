import { useQuery } from "@tanstack/react-query";
import type { TreeHead } from "~/api/types";
import { Button } from "~/design/Button";
import { Digest } from "~/design/Digest";
import { Facts } from "~/design/Facts";
import { Section } from "~/design/Section";
import { StatusMark } from "~/design/StatusMark";
import { integer, timestamp } from "~/lib/format";
import { canVerify, checkSignature } from "~/lib/transparency";

interface HeadSectionProps {
  head: TreeHead;
  onKeep: () => void;
  onRefresh: () => void;
}

const SIGNATURES: Record<string, string> = {
  passed: "The signature fits the key",
  failed: "The signature does not fit",
  unsupported: "This browser has no Ed25519",
};

/** The newest signed head: size, root, key, and whether the signature fits. */
export function HeadSection({ head, onKeep, onRefresh }: HeadSectionProps) {
  const signature = useQuery({
    queryKey: ["log", "signature", head],
    queryFn: () => checkSignature(head),
    enabled: canVerify(),
  });
  return (
    <Section
      title="Newest head"
      anchor="head"
      lead="Keep it: it proves later that nothing below it was removed or altered."
      aside={
        <div className="flex gap-3">
          <Button onPress={onRefresh}>Ask again</Button>
          <Button onPress={onKeep}>Keep this head</Button>
        </div>
      }
    >
      <div className="max-w-[46rem]">
        {signature.data ? (
          <p className="mb-3">
            <StatusMark
              word={signature.data.status}
              label={SIGNATURES[signature.data.status]}
              wraps
            />
            {signature.data.reason ? (
              <span className="block text-sm text-soft">{signature.data.reason}</span>
            ) : null}
          </p>
        ) : null}
        <Facts
          facts={[
            { label: "Tenant", value: head.tenant },
            { label: "Leaves", value: integer(head.size) },
            { label: "Root", value: <Digest value={head.root} name="root" /> },
            { label: "Signed", value: timestamp(head.signed_at_ms) },
            { label: "Key", value: head.key_id },
            { label: "Public key", value: <Digest value={head.public_key} name="public key" /> },
          ]}
        />
        <p className="mt-2 text-sm text-soft">
          Compare the key with your own copy: it comes with the head.
        </p>
      </div>
    </Section>
  );
}
