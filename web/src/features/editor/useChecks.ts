import { keepPreviousData, skipToken, useQuery } from "@tanstack/react-query";
import { lintPolicy, validatePolicy } from "~/api/policies";
import { readPolicyText } from "~/lib/policyText";
import { useDebounced } from "./useDebounced";

/** Milliseconds without a key pressed before the server is asked. */
const REST = 400;

/**
 * What the server says of the text: the faults of the document, the outcome of its own tests, the
 * findings of lint. A question about an older text is cancelled when the next is asked.
 */
export function useChecks(text: string) {
  const settled = useDebounced(text, REST);
  const read = readPolicyText(settled);
  const policy = "policy" in read && settled.trim() ? read.policy : null;
  const validation = useQuery({
    queryKey: ["editor", "validation", settled],
    queryFn: policy ? ({ signal }) => validatePolicy(policy, signal) : skipToken,
    placeholderData: keepPreviousData,
    gcTime: 60_000,
  });
  const sound = validation.data?.valid === true && !validation.isPlaceholderData;
  const findings = useQuery({
    queryKey: ["editor", "lint", settled],
    queryFn: policy && sound ? ({ signal }) => lintPolicy(policy, signal) : skipToken,
    placeholderData: keepPreviousData,
    gcTime: 60_000,
  });
  return {
    /** The policy as it was last checked; null while it cannot be read. */
    policy,
    settled,
    notation: read.notation,
    fault: "fault" in read ? read.fault : null,
    validation,
    findings,
    /** Whether this very text is sound. */
    sound: sound && settled === text,
    busy: settled !== text || validation.isFetching || findings.isFetching,
  };
}

export type Checks = ReturnType<typeof useChecks>;
