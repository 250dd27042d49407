/** Server state of the pages about guardrails and the log. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { RowFilter } from "./backtests";
import { getBacktest, getBacktestSides, listBacktestRows, listBacktests } from "./backtests";
import { getCritic, getJob, listCritics } from "./critics";
import { listHeads } from "./heads";
import { getHead } from "./log";
import { getPack, listPacks, listSigners } from "./packs";
import {
  diffVersions,
  getEffective,
  getVersion,
  listApplications,
  listAttachments,
  listPolicies,
  listVersions,
  type Whom,
} from "./policies";

const FRESH = 5_000;
/** How often a back-test that runs is looked at. */
const FOLLOW = 700;

/** All that changes when a policy takes a step begins with this key. */
export const POLICIES = ["policies"] as const;

export const policiesQuery = () =>
  infiniteQueryOptions({
    queryKey: [...POLICIES, "list"],
    queryFn: ({ pageParam, signal }) => listPolicies(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    staleTime: FRESH,
  });

export const versionsQuery = (name: string) =>
  infiniteQueryOptions({
    queryKey: [...POLICIES, "versions", name],
    queryFn: ({ pageParam, signal }) => listVersions(name, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    staleTime: FRESH,
  });

export const versionQuery = (name: string, version: number) =>
  queryOptions({
    queryKey: [...POLICIES, "version", name, version],
    queryFn: ({ signal }) => getVersion(name, version, signal),
    staleTime: FRESH,
  });

/** Versions never change, so neither does their difference. */
export const differenceQuery = (name: string, from: number, to: number) =>
  queryOptions({
    queryKey: ["policy-difference", name, from, to],
    queryFn: ({ signal }) => diffVersions(name, from, to, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const effectiveQuery = (whom: Whom) =>
  queryOptions({
    queryKey: [...POLICIES, "effective", whom],
    queryFn: ({ signal }) => getEffective(whom, signal),
    staleTime: FRESH,
  });

export const attachmentsQuery = () =>
  queryOptions({
    queryKey: [...POLICIES, "attachments"],
    queryFn: ({ signal }) => listAttachments(signal),
    staleTime: FRESH,
  });

export const applicationsQuery = () =>
  queryOptions({
    queryKey: ["applications"],
    queryFn: ({ signal }) => listApplications(signal),
    staleTime: FRESH,
  });

export const backtestsQuery = (policy: string, version?: number) =>
  queryOptions({
    queryKey: [...POLICIES, "backtests", policy, version],
    queryFn: ({ signal }) => listBacktests(policy, version, signal),
    staleTime: FRESH,
  });

export function runs(status: string | undefined): boolean {
  return status === "queued" || status === "running";
}

export const backtestQuery = (id: string) =>
  queryOptions({
    queryKey: ["backtest", id],
    queryFn: ({ signal }) => getBacktest(id, signal),
    staleTime: 0,
    refetchInterval: (query) => (runs(query.state.data?.status) ? FOLLOW : false),
  });

/** `done` is part of the key while it runs: more rows are a new list. */
export const backtestRowsQuery = (id: string, filter: RowFilter, done: number) =>
  queryOptions({
    queryKey: ["backtest-rows", id, filter, done],
    queryFn: ({ signal }) => listBacktestRows(id, filter, signal),
    staleTime: FRESH,
  });

export const backtestSidesQuery = (id: string, decision: string) =>
  queryOptions({
    queryKey: ["backtest-sides", id, decision],
    queryFn: ({ signal }) => getBacktestSides(id, decision, signal),
    staleTime: FRESH,
  });

/** All that changes when a critic takes a step begins with this key. */
export const CRITICS = ["critics"] as const;

export const criticsQuery = () =>
  infiniteQueryOptions({
    queryKey: [...CRITICS, "list"],
    queryFn: ({ pageParam, signal }) => listCritics(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    staleTime: FRESH,
  });

export const criticQuery = (version: number) =>
  queryOptions({
    queryKey: [...CRITICS, "version", version],
    queryFn: ({ signal }) => getCritic(version, signal),
    staleTime: FRESH,
  });

/** A job, looked at for as long as it runs. */
export const jobQuery = (id: string) =>
  queryOptions({
    queryKey: ["job", id],
    queryFn: ({ signal }) => getJob(id, signal),
    staleTime: 0,
    refetchInterval: (query) => (runs(query.state.data?.status) ? FOLLOW : false),
  });

export const headQuery = () =>
  queryOptions({
    queryKey: ["log", "head"],
    queryFn: ({ signal }) => getHead(signal),
    staleTime: FRESH,
  });

export const packsQuery = () =>
  queryOptions({
    queryKey: ["packs", "list"],
    queryFn: ({ signal }) => listPacks(signal),
    staleTime: FRESH,
  });

export const packQuery = (name: string) =>
  queryOptions({
    queryKey: ["packs", "one", name],
    queryFn: ({ signal }) => getPack(name, signal),
    staleTime: FRESH,
  });

export const signersQuery = () =>
  queryOptions({
    queryKey: ["packs", "signers"],
    queryFn: ({ signal }) => listSigners(signal),
    staleTime: FRESH,
  });

export const headsQuery = () =>
  queryOptions({
    queryKey: ["heads"],
    queryFn: ({ signal }) => listHeads(signal),
    staleTime: 60_000,
  });
