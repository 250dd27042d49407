/** Server state of the pages about environments and plans. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import {
  getEnvironment,
  getEnvironmentVersion,
  getTraining,
  listEnvironments,
  listEnvironmentVersions,
  listModels,
  listRejected,
  listTransitions,
} from "./environments";
import { runs } from "./guardrailQueries";
import { listJobs } from "./jobs";
import { getPlan, listPlans, type PlanFilter } from "./plans";

const FRESH = 5_000;
/** How often the curves of a training that runs are read. */
const FOLLOW = 1_500;

/** All that changes with an environment begins with this key. */
export const ENVIRONMENTS = ["environments"] as const;
/** All that changes with a plan begins with this key. */
export const PLANS = ["plans"] as const;

export const environmentsQuery = () =>
  infiniteQueryOptions({
    queryKey: [...ENVIRONMENTS, "list"],
    queryFn: ({ pageParam, signal }) => listEnvironments(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    staleTime: FRESH,
  });

export const environmentQuery = (name: string) =>
  queryOptions({
    queryKey: [...ENVIRONMENTS, "one", name],
    queryFn: ({ signal }) => getEnvironment(name, signal),
    staleTime: FRESH,
  });

export const environmentVersionsQuery = (name: string) =>
  queryOptions({
    queryKey: [...ENVIRONMENTS, "versions", name],
    queryFn: ({ signal }) => listEnvironmentVersions(name, signal),
    staleTime: FRESH,
  });

/** Versions never change. */
export const environmentVersionQuery = (name: string, version: number) =>
  queryOptions({
    queryKey: [...ENVIRONMENTS, "version", name, version],
    queryFn: ({ signal }) => getEnvironmentVersion(name, version, signal),
    staleTime: 60_000,
  });

export const transitionsQuery = (name: string, cursor?: string) =>
  queryOptions({
    queryKey: [...ENVIRONMENTS, "transitions", name, cursor],
    queryFn: ({ signal }) => listTransitions(name, cursor, undefined, signal),
    staleTime: FRESH,
  });

/** One stored transition, by its place; null where there is none. A stored transition never changes. */
export const transitionQuery = (name: string, sequence: number) =>
  queryOptions({
    queryKey: [...ENVIRONMENTS, "transition", name, sequence],
    queryFn: async ({ signal }) => {
      const page = await listTransitions(name, String(sequence), 1, signal);
      return page.data[0] ?? null;
    },
    staleTime: 60_000,
  });

export const rejectedQuery = (name: string) =>
  queryOptions({
    queryKey: [...ENVIRONMENTS, "rejected", name],
    queryFn: ({ signal }) => listRejected(name, signal),
    staleTime: FRESH,
  });

export const modelsQuery = (name: string) =>
  queryOptions({
    queryKey: [...ENVIRONMENTS, "models", name],
    queryFn: ({ signal }) => listModels(name, undefined, signal),
    staleTime: FRESH,
  });

export const trainingQuery = (name: string, job: string) =>
  queryOptions({
    queryKey: [...ENVIRONMENTS, "training", name, job],
    queryFn: ({ signal }) => getTraining(name, job, signal),
    staleTime: 0,
    refetchInterval: (query) => (runs(query.state.data?.job.status) ? FOLLOW : false),
  });

export const jobsQuery = () =>
  queryOptions({
    queryKey: ["jobs"],
    queryFn: ({ signal }) => listJobs(signal),
    staleTime: FRESH,
  });

export const plansQuery = (filter: PlanFilter) =>
  queryOptions({
    queryKey: [...PLANS, "list", filter],
    queryFn: ({ signal }) => listPlans(filter, signal),
    staleTime: FRESH,
  });

export const planQuery = (id: string) =>
  queryOptions({
    queryKey: [...PLANS, "one", id],
    queryFn: ({ signal }) => getPlan(id, signal),
    staleTime: FRESH,
  });
