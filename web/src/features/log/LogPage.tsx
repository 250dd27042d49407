import { useQuery } from "@tanstack/react-query";
import { headQuery } from "~/api/guardrailQueries";
import type { TreeHead } from "~/api/types";
import { Loaded } from "~/design/Loaded";
import { PageTitle } from "~/design/PageTitle";
import { Guarded } from "~/features/access/Guarded";
import { canVerify } from "~/lib/transparency";
import { BundleSection } from "./BundleSection";
import { ConsistencySection } from "./ConsistencySection";
import { HeadSection } from "./HeadSection";
import { InclusionSection } from "./InclusionSection";
import { StretchSection } from "./StretchSection";
import { useKeptHeads } from "./useKeptHeads";

/** Verifies the log in this browser, and hands out what verifies it elsewhere. */
export function LogPage() {
  return (
    <>
      <PageTitle title="Log" />
      <p className="mt-1 mb-6 max-w-[62ch] text-soft">
        Every decision is a leaf of one Merkle tree (RFC 6962). What follows is recomputed here: the
        server's word is not taken for anything.
      </p>
      <Guarded scope="audit" purpose="To verify the log">
        <Verification />
      </Guarded>
    </>
  );
}

function Verification() {
  const head = useQuery(headQuery());
  return (
    <Loaded query={head} label="Loading the newest head" lines={6}>
      {(data) => (
        <>
          {canVerify() ? null : (
            <p className="mb-6 max-w-[62ch]">
              Browsers offer cryptography only over HTTPS or on the local machine, so this page can
              verify nothing. The command at the end can.
            </p>
          )}
          <Sections head={data} onRefresh={() => void head.refetch()} />
        </>
      )}
    </Loaded>
  );
}

function Sections({ head, onRefresh }: { head: TreeHead; onRefresh: () => void }) {
  const { heads, keep } = useKeptHeads(head.tenant);
  return (
    <>
      <HeadSection head={head} onKeep={() => keep(head)} onRefresh={onRefresh} />
      {canVerify() ? (
        <>
          <ConsistencySection heads={heads} />
          <StretchSection head={head} kept={heads} />
          <InclusionSection />
        </>
      ) : null}
      <BundleSection head={head} />
    </>
  );
}
