import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { runs } from "~/api/guardrailQueries";
import { followJob } from "~/api/jobs";
import type { Job } from "~/api/types";
import { ENVIRONMENTS } from "~/api/worldQueries";
import { useScopes } from "~/features/access/useScopes";
import { announce } from "~/shell/announcer";

/**
 * How a training stands, event by event. Events need the scope `memory:read`; without it, or where the stream breaks
 * off, what was read with the curves is all there is.
 */
export function useFollowedJob(job: Job): Job {
  const queries = useQueryClient();
  const holds = useScopes();
  const [told, setTold] = useState<Job | null>(null);
  const follows = runs(job.status) && (holds?.("memory:read") ?? false);
  useEffect(() => {
    if (!follows) return;
    const stop = new AbortController();
    followJob(job.id, setTold, stop.signal).then(setTold, () => {
      // The curves are read again anyway, and say how the job stands.
    });
    return () => stop.abort();
  }, [follows, job.id]);
  // What was read last with the curves may be newer than an event.
  const now = told && runs(job.status) && told.done >= job.done ? told : job;
  const ended = !runs(now.status);
  useEnd(ended, () => {
    announce(
      now.status === "succeeded" ? "The world model is trained" : `The training ${now.status}`,
    );
    void queries.invalidateQueries({ queryKey: ENVIRONMENTS });
  });
  return now;
}

/** Calls when something that ran has ended. */
function useEnd(ended: boolean, onEnd: () => void): void {
  const before = useRef(ended);
  useEffect(() => {
    if (ended && !before.current) onEnd();
    before.current = ended;
  });
}
