/** Learned heads: what each tells apart, and where its operating points lie. */
import { client, unwrap } from "./client";
import { ApiError } from "./problem";

/** Probabilities from which a label counts. */
export interface OperatingPoints {
  balanced: number;
  strict: number;
  sensitive: number;
}

/** Threshold, precision, recall, false positive rate, on validation rows. */
export type CurvePoint = [threshold: number, precision: number, recall: number, fpr: number];

export interface HeadLabel {
  name: string;
  thresholds: OperatingPoints;
  rows: number;
  synthetic: number;
  validation_positives: number;
  validation_auprc: number;
  curve?: CurvePoint[] | null;
}

export interface LearnedHead {
  name: string;
  digest: string;
  encoder: string;
  /** False where the encoder that runs is not the one the head was trained for. */
  usable: boolean;
  labels: HeadLabel[];
  training: {
    seed: number;
    epochs: number;
    loss: string;
    rows: number;
    validation_rows: number;
    held_out: string[];
    sources: { source: string; licence: string; rows: number; positives: number }[];
  };
}

/** The heads of this server; none where it has no such endpoint. */
export async function listHeads(signal?: AbortSignal): Promise<LearnedHead[]> {
  try {
    // Not a path of every server's document.
    const reply: unknown = await unwrap(client.GET("/v1/heads" as never, { signal } as never));
    return (reply as { data: LearnedHead[] }).data;
  } catch (error) {
    if (error instanceof ApiError && error.problem.status === 404) return [];
    throw error;
  }
}
