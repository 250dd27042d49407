/** Environments, their transitions, their world models: one function an endpoint. */
import { client, settle, unwrap } from "./client";
import { problemFrom, unreachable } from "./problem";
import type { components } from "./schema";
import { sessionKey } from "./session";
import type { Job, Page } from "./types";
import type { Change, LoggedTransition, World, WorldAction, WorldSchema } from "./world";

type Schemas = components["schemas"];

export type Coverage = Schemas["Coverage"];
export type Ingested = Schemas["Ingested"];
export type RefusedRow = Schemas["Refused"];
export type Fit = Schemas["Fit"];
export type Environment = Omit<Schemas["Environment"], "schema"> & { schema?: WorldSchema | null };
export type EnvironmentVersion = Omit<Schemas["EnvironmentVersion"], "schema"> & {
  schema?: WorldSchema | null;
};
export type Inferred = Omit<Schemas["Inferred"], "schema"> & { schema: WorldSchema };
export type StoredTransition = Omit<Schemas["StoredTransition"], "transition"> & {
  transition: LoggedTransition;
};

/** Shares of held-out transitions that are predicted to the last value, by what changes. */
export interface Exactness {
  transitions: number;
  act: number;
  act_count: number;
  environment: number;
  environment_count: number;
  progress: number;
  progress_count: number;
  all: number;
}

export interface Losses {
  heads: number;
  latent: number;
  spread: number;
  inverse: number;
}

/** What falls to nothing when a representation collapses. */
export interface Spread {
  deviation: number;
  effective_rank: number;
}

export interface CurvePoint {
  step: number;
  rate: number;
  losses: Losses;
  exactness: Exactness;
  spread: Spread;
}

/** How a model was trained, and how exact it is. */
export interface Trained {
  schema_version: number;
  transitions: number;
  states: number;
  parameters: number;
  steps: number;
  config: { members: number; seed: number; held_out: number; [setting: string]: unknown };
  exactness: Exactness;
  spread: Spread;
}

export type WorldModel = Omit<Schemas["WorldModel"], "training"> & { training: Trained };
export type Training = Omit<Schemas["Training"], "plan" | "curve"> & {
  plan: { steps: number; model: Trained["config"] };
  curve: CurvePoint[];
};
export type NewTraining = Schemas["NewTraining"];
export type PredicateReading = Schemas["PredicateReading"];

export type SimulatedStep = Omit<
  Schemas["SimulatedStep"],
  "action" | "changes" | "mid_state" | "state"
> & {
  action: WorldAction;
  changes: Change[];
  mid_state: World;
  state: World;
};
export type Simulation = Omit<Schemas["Simulation"], "steps"> & { steps: SimulatedStep[] };

export interface SimulationOrder {
  state: World;
  actions: WorldAction[];
  model?: number;
  policy?: string;
  /** The task in words, where the environment has several. */
  task?: string;
}

const PAGE_SIZE = 50;
/** Whole states are large: few transitions a page. */
const TRANSITIONS = 10;
const NDJSON = "application/x-ndjson";

/** A value in a place that the document leaves open. */
function open(value: unknown): never {
  return value as never;
}

export async function listEnvironments(
  cursor?: string,
  signal?: AbortSignal,
): Promise<Page<Environment>> {
  const query = { limit: PAGE_SIZE, cursor };
  return open(await unwrap(client.GET("/v1/environments", { params: { query }, signal })));
}

export async function getEnvironment(name: string, signal?: AbortSignal): Promise<Environment> {
  const params = { path: { name } };
  return open(await unwrap(client.GET("/v1/environments/{name}", { params, signal })));
}

export async function createEnvironment(
  name: string,
  schema: WorldSchema | null,
): Promise<Environment> {
  return open(await unwrap(client.POST("/v1/environments", { body: open({ name, schema }) })));
}

export function deleteEnvironment(name: string): Promise<void> {
  return settle(client.DELETE("/v1/environments/{name}", { params: { path: { name } } }));
}

export async function listEnvironmentVersions(
  name: string,
  signal?: AbortSignal,
): Promise<Page<EnvironmentVersion>> {
  const params = { path: { name }, query: { limit: PAGE_SIZE } };
  return open(await unwrap(client.GET("/v1/environments/{name}/versions", { params, signal })));
}

export async function getEnvironmentVersion(
  name: string,
  version: number,
  signal?: AbortSignal,
): Promise<EnvironmentVersion> {
  const params = { path: { name, version } };
  const path = "/v1/environments/{name}/versions/{version}";
  return open(await unwrap(client.GET(path, { params, signal })));
}

export async function reviseEnvironment(
  name: string,
  schema: WorldSchema,
): Promise<{ environment: Environment; fit: Fit }> {
  const init = { params: { path: { name } }, body: { schema: open(schema) } };
  return open(await unwrap(client.POST("/v1/environments/{name}/versions", init)));
}

/** A schema from the transitions that are stored. Nothing is registered by it. */
export async function inferSchema(name: string): Promise<Inferred> {
  const init = { params: { path: { name } }, body: open({}) };
  return open(await unwrap(client.POST("/v1/environments/{name}/infer", init)));
}

export async function listTransitions(
  name: string,
  cursor?: string,
  limit = TRANSITIONS,
  signal?: AbortSignal,
): Promise<Page<StoredTransition>> {
  const params = { path: { name }, query: { limit, cursor } };
  return open(await unwrap(client.GET("/v1/environments/{name}/transitions", { params, signal })));
}

export function listRejected(name: string, signal?: AbortSignal): Promise<Page<RefusedRow>> {
  const params = { path: { name }, query: { limit: PAGE_SIZE } };
  return unwrap(
    client.GET("/v1/environments/{name}/transitions/rejected", { params, signal }),
  ) as Promise<Page<RefusedRow>>;
}

/**
 * Sends transitions and tells how much of them has gone. XMLHttpRequest, because `fetch` cannot say how far an
 * upload is; the browser reads the file as it sends it.
 */
export function pushTransitions(
  name: string,
  rows: Blob,
  onProgress: (sent: number, total: number) => void,
  signal?: AbortSignal,
): Promise<Ingested> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/v1/environments/${encodeURIComponent(name)}/transitions`);
    request.setRequestHeader("content-type", NDJSON);
    request.setRequestHeader("authorization", `Bearer ${sessionKey() ?? ""}`);
    request.upload.onprogress = ({ loaded, total }) => onProgress(loaded, total);
    request.onerror = () => reject(unreachable());
    request.onabort = () => reject(new DOMException("stopped", "AbortError"));
    request.onload = () => {
      const body = readJson(request.responseText);
      if (request.status === 200) return resolve(body as Ingested);
      const headers = { "x-request-id": request.getResponseHeader("x-request-id") ?? "" };
      reject(problemFrom(new Response(null, { status: request.status, headers }), body));
    };
    signal?.addEventListener("abort", () => request.abort());
    request.send(rows);
  });
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function trainModel(environment: string, order: NewTraining): Promise<Job> {
  const init = { params: { path: { environment } }, body: order };
  return unwrap(client.POST("/v1/environments/{environment}/models", init));
}

export async function listModels(
  environment: string,
  limit = PAGE_SIZE,
  signal?: AbortSignal,
): Promise<Page<WorldModel>> {
  const params = { path: { environment }, query: { limit } };
  return open(
    await unwrap(client.GET("/v1/environments/{environment}/models", { params, signal })),
  );
}

export async function getTraining(
  environment: string,
  job: string,
  signal?: AbortSignal,
): Promise<Training> {
  const params = { path: { environment, job_id: job } };
  const path = "/v1/environments/{environment}/trainings/{job_id}";
  return open(await unwrap(client.GET(path, { params, signal })));
}

export async function simulate(environment: string, order: SimulationOrder): Promise<Simulation> {
  const init = { params: { path: { environment } }, body: open(order) };
  return open(await unwrap(client.POST("/v1/environments/{environment}/simulate", init)));
}
