/** Curves as lines of a drawing: where values lie, and which of them an axis names. */

export interface Series {
  name: string;
  values: number[];
}

export interface Scale {
  /** Values at the lower and the upper end. */
  ends: [low: number, high: number];
  logarithmic: boolean;
}

/** Beyond this ratio a curve is only readable in powers of ten. */
const MANY_FOLD = 50;

/** The scale that holds all values; from 0 to 1 where they are shares. */
export function scaleOf(values: number[], shares = false): Scale {
  if (shares) return { ends: [0, 1], logarithmic: false };
  const finite = values.filter(Number.isFinite);
  const high = Math.max(...finite, 0);
  const positive = finite.filter((value) => value > 0);
  const least = Math.min(...positive);
  const apart = positive.length === finite.length && positive.length > 0;
  if (apart && high / least > MANY_FOLD) return { ends: [least, high], logarithmic: true };
  return { ends: [0, high > 0 ? high : 1], logarithmic: false };
}

/** Where a value lies on a scale, 0 to 1; values beyond an end lie on it. */
export function place(value: number, { ends: [low, high], logarithmic }: Scale): number {
  if (high === low) return 0.5;
  const share = logarithmic
    ? Math.log(value / low) / Math.log(high / low)
    : (value - low) / (high - low);
  return Number.isFinite(share) ? Math.min(1, Math.max(0, share)) : 0;
}

/** The points of an SVG polyline: steps to the right, values upwards. */
export function polyline(
  steps: number[],
  values: number[],
  scale: Scale,
  [width, height]: [number, number],
): string {
  const across: Scale = { ends: [steps[0] ?? 0, steps.at(-1) ?? 1], logarithmic: false };
  return steps
    .flatMap((step, index) => {
      const value = values[index];
      if (value === undefined || !Number.isFinite(value)) return [];
      const x = round(place(step, across) * width);
      return [`${x},${round((1 - place(value, scale)) * height)}`];
    })
    .join(" ");
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Points evenly spaced, the last among them: a table need not hold more. */
export function thinned<T>(points: T[], most: number): T[] {
  if (points.length <= most) return points;
  const apart = (points.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, index) => points[Math.round(index * apart)] as T);
}
