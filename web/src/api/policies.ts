/** Policies and what is done with them: one function an endpoint. */
import { client, settle, unwrap } from "./client";
import type { components } from "./schema";
import type {
  Application,
  Attachment,
  ExplainRequest,
  Explanation,
  Page,
  PolicyInput,
  PolicyVersion,
  StepTaken,
  Tested,
  Validation,
} from "./types";

/** One objective of a policy document, as far as the pages read it. */
export interface ObjectiveSpec {
  id: string;
  /** A table with one key: the kind's name. */
  kind: Record<string, unknown>;
  stages: string[];
  enforcement: string;
  margin?: number;
  message: string;
  owner: string;
  overridable?: boolean;
  [field: string]: unknown;
}

export type FieldChange = Schemas["ChangedField"];
export type LintFinding = Schemas["LintFinding"];

/** The document leaves objectives open: their parameters are those of their kind. */
export type PolicyDifference = Omit<Schemas["PolicyDifference"], "added" | "removed"> & {
  added: ObjectiveSpec[];
  removed: ObjectiveSpec[];
};

export type EffectivePolicy = Omit<Schemas["EffectivePolicy"], "objectives"> & {
  objectives: (Omit<Schemas["EffectiveObjective"], "objective"> & { objective: ObjectiveSpec })[];
};

/** A policy that is written out: exactly one of the two. */
export type WrittenPolicy = { toml: string } | { document: unknown };

/** The steps that ask for nothing but a reason. */
export type PlainStep = "shadow" | "end-shadow" | "approve" | "withdraw" | "retire";

type Schemas = components["schemas"];

const PAGE_SIZE = 50;

export function listPolicies(cursor?: string, signal?: AbortSignal): Promise<Page<PolicyVersion>> {
  const query = { limit: PAGE_SIZE, cursor };
  return unwrap(client.GET("/v1/policies", { params: { query }, signal }));
}

export function listVersions(
  name: string,
  cursor?: string,
  signal?: AbortSignal,
): Promise<Page<PolicyVersion>> {
  const params = { path: { name }, query: { limit: PAGE_SIZE, cursor } };
  return unwrap(client.GET("/v1/policies/{name}/versions", { params, signal }));
}

export function getVersion(
  name: string,
  version: number,
  signal?: AbortSignal,
): Promise<PolicyVersion> {
  const params = { path: { name, version } };
  return unwrap(client.GET("/v1/policies/{name}/versions/{version}", { params, signal }));
}

export function createDraft(policy: WrittenPolicy, reason?: string): Promise<PolicyVersion> {
  return unwrap(client.POST("/v1/policies", { body: { ...policy, reason } }));
}

export function validatePolicy(policy: WrittenPolicy, signal?: AbortSignal): Promise<Validation> {
  return unwrap(client.POST("/v1/policies/validate", { body: policy, signal }));
}

export async function lintPolicy(
  policy: PolicyInput,
  signal?: AbortSignal,
): Promise<LintFinding[]> {
  const reply = await unwrap(client.POST("/v1/policies/lint", { body: { policy }, signal }));
  return reply.findings;
}

export function explainPolicy(request: ExplainRequest, signal?: AbortSignal): Promise<Explanation> {
  return unwrap(client.POST("/v1/policies/explain", { body: request, signal }));
}

export async function diffVersions(
  name: string,
  from: number,
  to: number,
  signal?: AbortSignal,
): Promise<PolicyDifference> {
  const params = { path: { name }, query: { from, to } };
  const reply = await unwrap(client.GET("/v1/policies/{name}/diff", { params, signal }));
  return reply as PolicyDifference;
}

export interface Whom {
  /** Name of the base policy; the tenant's where absent. */
  policy?: string;
  application?: string;
  key?: string;
}

export async function getEffective(whom: Whom, signal?: AbortSignal): Promise<EffectivePolicy> {
  const reply = await unwrap(
    client.GET("/v1/policies/effective", { params: { query: whom }, signal }),
  );
  return reply as EffectivePolicy;
}

export function testVersion(name: string, version: number): Promise<Tested> {
  const params = { path: { name, version } };
  return unwrap(client.POST("/v1/policies/{name}/versions/{version}/test", { params }));
}

export function takeStep(
  name: string,
  version: number,
  step: PlainStep,
  reason: string,
): Promise<StepTaken> {
  const init = { params: { path: { name, version } }, body: { reason } };
  return unwrap(client.POST(`/v1/policies/{name}/versions/{version}/${step}`, init));
}

/** `replaces` is the version that was seen in force, null where there was none: another one is a conflict. */
export function activateVersion(
  name: string,
  version: number,
  reason: string,
  replaces: number | null,
): Promise<StepTaken> {
  const init = { params: { path: { name, version } }, body: { reason, replaces } };
  return unwrap(client.POST("/v1/policies/{name}/versions/{version}/activate", init));
}

export function rollBack(name: string, version: number, reason: string): Promise<StepTaken> {
  const init = { params: { path: { name } }, body: { reason, version } };
  return unwrap(client.POST("/v1/policies/{name}/rollback", init));
}

/** The most that one page may hold: an organisation has few of either. */
const ALL = { limit: 200 };

export function listAttachments(signal?: AbortSignal): Promise<Page<Attachment>> {
  return unwrap(client.GET("/v1/policy-attachments", { params: { query: ALL }, signal }));
}

export function listApplications(signal?: AbortSignal): Promise<Page<Application>> {
  return unwrap(client.GET("/v1/applications", { params: { query: ALL }, signal }));
}

export function attach(
  level: string,
  target: string,
  policy: string,
  reason: string,
): Promise<Attachment> {
  const init = { params: { path: { level, target } }, body: { policy, reason } };
  return unwrap(client.PUT("/v1/policy-attachments/{level}/{target}", init));
}

export function detach(level: string, target: string, reason: string): Promise<void> {
  const params = { path: { level, target }, query: { reason } };
  return settle(client.DELETE("/v1/policy-attachments/{level}/{target}", { params }));
}
