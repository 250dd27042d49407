/** Learned heads: what each tells apart, and where its operating points lie. */
import { client, unwrap } from "./client";

/** Probabilities from which a label counts. */
export interface OperatingPoints {
  balanced: number;
  strict: number;
  sensitive: number;
}

/** What a threshold buys and costs on validation rows. */
export interface CurvePoint {
  threshold: number;
  precision: number;
  recall: number;
  false_positives: number;
}

export interface HeadLabel {
  name: string;
  thresholds: OperatingPoints;
  rows: number;
  synthetic: number;
  validation_positives: number;
  validation_auprc: number;
  /** From the greatest threshold down; empty where the head came without it. */
  curve: CurvePoint[];
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

/** The heads of this server. */
export async function listHeads(signal?: AbortSignal): Promise<LearnedHead[]> {
  const reply = await unwrap(client.GET("/v1/heads", { signal }));
  // How a head was made is an open document in the API's description.
  return reply.data as unknown as LearnedHead[];
}
