/** The curve of a label as lines of a drawing, and the points that policies can name on it. */
import type { CurvePoint, HeadLabel, OperatingPoints } from "~/api/heads";

export const WIDTH = 320;
export const HEIGHT = 200;

const NAMES = ["balanced", "strict", "sensitive"] as const satisfies (keyof OperatingPoints)[];

export interface NamedPoint {
  name: string;
  point: CurvePoint;
}

/** The points of an SVG polyline: recall to the right, precision upwards, both 0 to 1. */
export function precisionRecallLine(curve: CurvePoint[]): string {
  return curve
    .toSorted((left, right) => left.recall - right.recall)
    .map(({ precision, recall }) => `${across(recall)},${up(precision)}`)
    .join(" ");
}

export function across(recall: number): number {
  return Math.round(recall * WIDTH * 10) / 10;
}

export function up(precision: number): number {
  return Math.round((1 - precision) * HEIGHT * 10) / 10;
}

/** For each operating point, the measured point with the nearest threshold. */
export function operatingPoints({ curve, thresholds }: HeadLabel): NamedPoint[] {
  return NAMES.flatMap((name) => {
    const distance = (point: CurvePoint) => Math.abs(point.threshold - thresholds[name]);
    const [nearest] = curve.toSorted((left, right) => distance(left) - distance(right));
    return nearest ? [{ name, point: nearest }] : [];
  });
}
