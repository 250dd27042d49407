/** Feedback on answers, and the critics that are trained from it: one function an endpoint. */
import { client, unwrap } from "./client";
import type {
  Backtest,
  CriticStepTaken,
  CriticVersion,
  Feedback,
  Job,
  NewCriticBacktest,
  NewFeedback,
  Page,
} from "./types";

/** The steps that ask for nothing but a reason. */
export type CriticStep =
  | "test"
  | "shadow"
  | "end-shadow"
  | "approve"
  | "activate"
  | "withdraw"
  | "retire";

const PAGE_SIZE = 50;

export function giveFeedback(id: string, feedback: NewFeedback): Promise<Feedback> {
  const init = { params: { path: { id } }, body: feedback };
  return unwrap(client.POST("/v1/decisions/{id}/feedback", init));
}

export async function listFeedback(id: string, signal?: AbortSignal): Promise<Feedback[]> {
  const params = { path: { id } };
  return (await unwrap(client.GET("/v1/decisions/{id}/feedback", { params, signal }))).data;
}

export function listCritics(cursor?: string, signal?: AbortSignal): Promise<Page<CriticVersion>> {
  const query = { limit: PAGE_SIZE, cursor };
  return unwrap(client.GET("/v1/critics", { params: { query }, signal }));
}

export function getCritic(version: number, signal?: AbortSignal): Promise<CriticVersion> {
  return unwrap(client.GET("/v1/critics/{version}", { params: { path: { version } }, signal }));
}

export function trainCritic(reason: string): Promise<Job> {
  return unwrap(client.POST("/v1/critics", { body: { reason } }));
}

export function getJob(id: string, signal?: AbortSignal): Promise<Job> {
  return unwrap(client.GET("/v1/jobs/{id}", { params: { path: { id } }, signal }));
}

export function takeCriticStep(
  version: number,
  step: CriticStep,
  reason: string,
): Promise<CriticStepTaken> {
  const init = { params: { path: { version } }, body: { reason } };
  return unwrap(client.POST(`/v1/critics/{version}/${step}`, init));
}

export function rollBackCritic(version: number, reason: string): Promise<CriticStepTaken> {
  return unwrap(client.POST("/v1/critics/rollback", { body: { version, reason } }));
}

export function backtestCritic(version: number, order: NewCriticBacktest): Promise<Backtest> {
  const init = { params: { path: { version } }, body: order };
  return unwrap(client.POST("/v1/critics/{version}/backtest", init));
}
