import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ProblemNotice } from "./ProblemNotice";
import { Skeleton } from "./Skeleton";

interface LoadedProps<T> {
  query: Pick<UseQueryResult<T>, "data" | "error" | "isPending" | "isError" | "refetch">;
  /** What is being loaded. */
  label: string;
  lines?: number;
  children: (data: T) => ReactNode;
}

/** What a query gave; grey lines until then, the problem where it failed. */
export function Loaded<T>({ query, label, lines, children }: LoadedProps<T>) {
  return (
    <>
      {query.isPending ? <Skeleton label={label} lines={lines} /> : null}
      {query.isError ? (
        <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />
      ) : null}
      {query.data === undefined ? null : children(query.data)}
    </>
  );
}
