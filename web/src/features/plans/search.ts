/** Which plans are shown, and what a new one begins with, as it stands in the URL. */
import type { PlanFilter } from "~/api/plans";
import { ordinal, text } from "~/features/environments/search";
import { readPlanStatus } from "~/lib/planWords";

const NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/;
const PLAN = /^plan_[0-9a-z]{1,40}$/;

/** Keeps what can be meant and drops the rest, so that a mistyped link still shows a list. */
export function readPlansSearch(search: Record<string, unknown>): PlanFilter {
  return {
    environment: text(search.environment, NAME),
    status: readPlanStatus(search.status),
    cursor: text(search.cursor, PLAN),
  };
}

export interface NewPlanSearch {
  environment?: string;
  /** The transition whose state it begins with. */
  from?: number;
  /** The plan whose request the form begins with. */
  like?: string;
}

export function readNewPlanSearch(search: Record<string, unknown>): NewPlanSearch {
  return {
    environment: text(search.environment, NAME),
    from: ordinal(search.from, 0),
    like: text(search.like, PLAN),
  };
}
