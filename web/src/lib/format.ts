/** How numbers, times and names are printed: the same everywhere, independent of the locale. */

const MINUS = "\u2212";

/** Three decimals, with a true minus sign. Never prints negative zero. */
export function energy(value: number): string {
  return fixed(value, 3);
}

/** As `energy`, always with a sign. */
export function difference(value: number): string {
  const text = fixed(value, 3);
  return text.startsWith(MINUS) || Number(text) === 0 ? text : `+${text}`;
}

export function fixed(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return "n/a";
  const text = Math.abs(value).toFixed(decimals);
  return value < 0 && Number(text) !== 0 ? `${MINUS}${text}` : text;
}

/** Up to `digits` significant digits, without trailing zeros. */
export function compact(value: number, digits = 4): string {
  if (!Number.isFinite(value)) return "n/a";
  return String(Number(value.toPrecision(digits))).replace("-", MINUS);
}

/** A share from 0 to 1 as whole per cent. */
export function percent(share: number): string {
  return `${Math.round(Math.min(1, Math.max(0, share)) * 100)}\u2009%`;
}

/** Milliseconds with three significant digits below 100, whole above. */
export function milliseconds(ms: number): string {
  if (ms >= 10_000) return `${(ms / 1000).toFixed(1)}\u2009s`;
  if (ms >= 100) return `${Math.round(ms)}\u2009ms`;
  return `${ms >= 10 ? ms.toFixed(1) : ms.toFixed(2)}\u2009ms`;
}

/** UTC to the second: what an auditor can compare with any other log. */
export function timestamp(time: string | number): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return String(time);
  return `${date.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

export function integer(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+(?!\d))/g, "\u2009");
}

/** The first and last characters of a digest. */
export function shortDigest(digest: string, head = 10, tail = 6): string {
  return digest.length <= head + tail + 1
    ? digest
    : `${digest.slice(0, head)}…${digest.slice(-tail)}`;
}

/** `self_containedness` → `Self-containedness`; `no_evidence` → `No evidence`. */
export function humanise(name: string): string {
  if (name === "self_containedness") return "Self-containedness";
  if (name === "pii") return "PII";
  const words = name.replaceAll(/[_-]+/g, " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${integer(count)} ${count === 1 ? one : many}`;
}
