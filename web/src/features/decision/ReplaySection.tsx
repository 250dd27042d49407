import { useMutation } from "@tanstack/react-query";
import { replayDecision } from "~/api/endpoints";
import type { Replay } from "~/api/types";
import { Button } from "~/design/Button";
import { Digest } from "~/design/Digest";
import { Facts } from "~/design/Facts";
import { ProblemNotice } from "~/design/ProblemNotice";
import { Section } from "~/design/Section";
import { StatusMark } from "~/design/StatusMark";
import { announce } from "~/shell/announcer";

/** Answers the recorded request again and compares the bytes. */
export function ReplaySection({ id }: { id: string }) {
  const replay = useMutation({
    mutationFn: () => replayDecision(id),
    onSuccess: (result) =>
      announce(result.identical ? "Replay identical" : "Replay gave a different answer"),
  });
  return (
    <Section
      title="Replay"
      anchor="replay"
      lead="Solves the recorded request again on the recorded memory, policy and seed, and compares the answers byte for byte."
      aside={
        <Button onPress={() => replay.mutate()} isDisabled={replay.isPending}>
          {replay.isPending ? "Replaying…" : "Replay now"}
        </Button>
      }
    >
      {replay.isError ? <ProblemNotice error={replay.error} /> : null}
      {replay.data ? <ReplayResult replay={replay.data} /> : null}
    </Section>
  );
}

function ReplayResult({ replay }: { replay: Replay }) {
  return (
    <div className="max-w-[46rem]">
      <p className="mb-3 text-lg">
        {replay.identical ? (
          <StatusMark word="identical" label="Identical, byte for byte" />
        ) : (
          <StatusMark word="different" label="Different" />
        )}
      </p>
      <Facts
        facts={[
          {
            label: "Recorded answer",
            value: <Digest value={replay.recorded_digest} name="recorded digest" />,
          },
          {
            label: "Replayed answer",
            value: <Digest value={replay.replayed_digest} name="replayed digest" />,
          },
          {
            label: "Candidates",
            value:
              replay.recall === "changed"
                ? "Changed: statements have been erased since"
                : "Recalled again from the recorded memory",
          },
        ]}
      />
      {replay.differences.length > 0 ? (
        <>
          <h3 className="mt-5 mb-1 text-sm font-semibold">Fields that differ</h3>
          <ul className="columns-1 gap-8 text-sm sm:columns-2">
            {replay.differences.map((pointer) => (
              <li key={pointer}>
                <code className="font-mono text-xs wrap-anywhere">{pointer}</code>
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </div>
  );
}
