/** What of an environment is shown, as it stands in the URL. */
export interface EnvironmentSearch {
  /** The version of the schema; the newest where absent. */
  version?: number;
  /** Place in the list of transitions. */
  cursor?: string;
  /** The transition that is open, by its place. */
  transition?: number;
}

export interface TrainingSearch {
  /** The training that is open; that of the newest model where absent. */
  job?: string;
}

export interface SimulatorSearch {
  /** The transition whose state it begins with; the first where absent. */
  from?: number;
  /** The version of the model; the newest where absent. */
  model?: number;
  policy?: string;
}

export function readEnvironmentSearch(search: Record<string, unknown>): EnvironmentSearch {
  return {
    version: ordinal(search.version, 1),
    // Cursors of this list are places: the router reads them from the URL as numbers.
    cursor: ordinal(search.cursor, 0)?.toString() ?? text(search.cursor, /^\d{1,15}$/),
    transition: ordinal(search.transition, 0),
  };
}

export function readTrainingSearch(search: Record<string, unknown>): TrainingSearch {
  return { job: text(search.job, /^job_[0-9a-z]{1,40}$/) };
}

export function readSimulatorSearch(search: Record<string, unknown>): SimulatorSearch {
  return {
    from: ordinal(search.from, 0),
    model: ordinal(search.model, 1),
    policy: text(search.policy, /^[a-z0-9][a-z0-9._-]{0,63}$/),
  };
}

export function ordinal(value: unknown, least: number): number | undefined {
  const whole = typeof value === "number" && Number.isSafeInteger(value);
  return whole && value >= least ? value : undefined;
}

export function text(value: unknown, form: RegExp): string | undefined {
  return typeof value === "string" && form.test(value) ? value : undefined;
}
