import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { streamExport } from "~/api/log";
import type { TreeHead } from "~/api/types";
import { Button } from "~/design/Button";
import { ProblemNotice } from "~/design/ProblemNotice";
import { Progress } from "~/design/Progress";
import { Section } from "~/design/Section";
import { TextField } from "~/design/TextField";
import { linesOf, type Stretch, type StretchProgress, verifyStretch } from "~/lib/logExport";
import { announce } from "~/shell/announcer";
import { newestWithin, readRange } from "./range";
import { StretchResult } from "./StretchResult";

interface StretchSectionProps {
  head: TreeHead;
  kept: TreeHead[];
}

/** Reads the log once and recomputes every root on the way. */
export function StretchSection({ head, kept }: StretchSectionProps) {
  const [first, setFirst] = useState("");
  const [last, setLast] = useState("");
  const [progress, setProgress] = useState<StretchProgress | null>(null);
  const abort = useRef<AbortController | null>(null);
  const range = readRange(first, last, head.size);
  const verify = useMutation({
    mutationFn: async (stretch: Stretch) => {
      abort.current = new AbortController();
      const stream = await streamExport(abort.current.signal);
      return verifyStretch(linesOf(stream), stretch, setProgress);
    },
    onMutate: () => setProgress(null),
    onSuccess: ({ verdict }) => announce(`The range is ${verdict}`),
  });
  const stopped = verify.error instanceof DOMException && verify.error.name === "AbortError";
  return (
    <Section
      title="Verify a range"
      anchor="range"
      lead="Hashes every record from the first leaf on, compares each signed head on the way, and within the range compares the words with their digests."
    >
      <div className="flex flex-wrap items-start gap-4">
        <TextField label="First leaf" type="number" min={0} value={first} onChange={setFirst} />
        <TextField label="Last leaf" type="number" min={0} value={last} onChange={setLast} />
        <div className="flex gap-3 sm:pt-6.5">
          <Button
            onPress={() =>
              typeof range === "object" &&
              verify.mutate({
                ...range,
                publicKey: head.public_key,
                kept: newestWithin(kept, head.size),
              })
            }
            isDisabled={typeof range === "string" || verify.isPending}
          >
            {verify.isPending ? "Verifying…" : "Verify"}
          </Button>
          {verify.isPending ? <Button onPress={() => abort.current?.abort()}>Stop</Button> : null}
        </div>
      </div>
      <p className="mt-1 text-sm text-soft" role="status">
        {typeof range === "string" ? range : "Left empty: from the first leaf to the newest."}
      </p>
      {progress && verify.isPending ? (
        <div className="mt-4 max-w-[40rem]">
          <Progress label="Leaves hashed" done={progress.leaves} total={progress.target} />
        </div>
      ) : null}
      {stopped ? <p className="mt-4 text-soft">Stopped before the end.</p> : null}
      {verify.isError && !stopped ? (
        <div className="mt-4">
          <ProblemNotice error={verify.error} />
        </div>
      ) : null}
      {verify.data ? <StretchResult report={verify.data} /> : null}
    </Section>
  );
}
