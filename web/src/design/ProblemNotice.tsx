import { toProblem } from "~/api/problem";
import { Button } from "./Button";

interface ProblemNoticeProps {
  error: unknown;
  onRetry?: () => void;
}

/** A failed call, as the server described it (RFC 9457). */
export function ProblemNotice({ error, onRetry }: ProblemNoticeProps) {
  const problem = toProblem(error);
  return (
    <div role="alert" className="border-l-3 border-bad bg-bad-wash px-4 py-3">
      <p className="font-medium text-bad">{problem.title}</p>
      {problem.detail ? <p className="mt-1 max-w-[65ch]">{problem.detail}</p> : null}
      <dl className="mt-2 flex flex-wrap gap-x-6 gap-y-1 text-sm text-soft">
        <div className="flex gap-1.5">
          <dt>Code</dt>
          <dd>
            <code className="font-mono text-xs text-ink">{problem.code}</code>
          </dd>
        </div>
        {problem.status > 0 ? (
          <div className="flex gap-1.5">
            <dt>Status</dt>
            <dd className="text-ink">{problem.status}</dd>
          </div>
        ) : null}
        {problem.parameter ? (
          <div className="flex gap-1.5">
            <dt>Parameter</dt>
            <dd>
              <code className="font-mono text-xs text-ink">{problem.parameter}</code>
            </dd>
          </div>
        ) : null}
        {problem.request_id ? (
          <div className="flex gap-1.5">
            <dt>Request</dt>
            <dd>
              <code className="font-mono text-xs text-ink wrap-anywhere">{problem.request_id}</code>
            </dd>
          </div>
        ) : null}
      </dl>
      {onRetry ? (
        <div className="mt-3">
          <Button onPress={onRetry}>Try again</Button>
        </div>
      ) : null}
    </div>
  );
}
