import { useMutation } from "@tanstack/react-query";
import { getConsistency } from "~/api/log";
import type { TreeHead } from "~/api/types";
import { Button } from "~/design/Button";
import { Digest } from "~/design/Digest";
import { ProblemNotice } from "~/design/ProblemNotice";
import { Section } from "~/design/Section";
import { StatusMark } from "~/design/StatusMark";
import { Cell, HeaderCell, Row, RowHeader, Table } from "~/design/Table";
import { inconsistency } from "~/lib/consistency";
import { integer, plural, timestamp } from "~/lib/format";
import { checkSignature } from "~/lib/transparency";
import { announce } from "~/shell/announcer";

/** Proves that the log of today extends each head that this browser keeps. */
export function ConsistencySection({ heads }: { heads: TreeHead[] }) {
  return (
    <Section
      title="Consistency"
      anchor="consistency"
      lead="Proves that the newest tree contains the tree of a kept head, unchanged."
    >
      {heads.length > 0 ? (
        <Table
          caption="Heads kept in this browser"
          head={
            <>
              <HeaderCell numeric>Leaves</HeaderCell>
              <HeaderCell>Signed</HeaderCell>
              <HeaderCell>Root</HeaderCell>
              <HeaderCell>Proof</HeaderCell>
            </>
          }
        >
          {heads.map((head) => (
            <KeptHead key={head.size} head={head} />
          ))}
        </Table>
      ) : (
        <p className="max-w-[62ch] text-soft">
          This browser keeps no head yet. Keep the one above, and come back when the log has grown.
        </p>
      )}
    </Section>
  );
}

function KeptHead({ head }: { head: TreeHead }) {
  const proof = useMutation({
    mutationFn: () => proveGrowth(head),
    onSuccess: ({ fault }) => announce(fault ?? "The log extends this head"),
  });
  return (
    <Row>
      <RowHeader>{integer(head.size)}</RowHeader>
      <Cell>{timestamp(head.signed_at_ms)}</Cell>
      <Cell>
        <Digest value={head.root} name={`root at ${head.size} leaves`} />
      </Cell>
      <Cell>
        <Button
          variant="bare"
          onPress={() => proof.mutate()}
          isDisabled={proof.isPending}
          aria-label={`Prove that the log extends the head of ${head.size} leaves`}
        >
          {proof.isPending ? "Proving…" : "Prove"}
        </Button>
        {proof.data ? <Result {...proof.data} /> : null}
        {proof.isError ? <ProblemNotice error={proof.error} /> : null}
      </Cell>
    </Row>
  );
}

interface Growth {
  fault: string | null;
  size: number;
  hashes: number;
}

/** Both heads must be signed by the one key, and the hashes must lead from one root to the other. */
async function proveGrowth(head: TreeHead): Promise<Growth> {
  const { path, head: newest } = await getConsistency(head.size);
  const result = { size: newest.size, hashes: path.length };
  const [older, newer] = await Promise.all([checkSignature(head), checkSignature(newest)]);
  if (newest.public_key !== head.public_key) return { ...result, fault: "The key has changed." };
  if (older.status === "failed" || newer.status === "failed") {
    return { ...result, fault: "A signature does not fit." };
  }
  const fault = await inconsistency(head, newest, path).catch(() => "a hash cannot be read");
  return { ...result, fault: fault && `Not consistent: ${fault}.` };
}

function Result({ fault, size, hashes }: Growth) {
  return (
    <p className="mt-1">
      {fault ? (
        <StatusMark word="failed" label={fault} wraps />
      ) : (
        <StatusMark
          word="verified"
          label={`Contained in the log of ${plural(size, "leaf", "leaves")}, through ${plural(hashes, "hash", "hashes")}`}
          wraps
        />
      )}
    </p>
  );
}
