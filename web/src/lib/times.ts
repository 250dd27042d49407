/** Times as a form and a URL write them: UTC, to the minute. */

const MINUTE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/;

/** Milliseconds since 1970, or null where the text is no minute. */
export function parseUtc(text: string | undefined): number | null {
  if (!text || !MINUTE.test(text)) return null;
  const time = Date.parse(`${text}:00Z`);
  return Number.isNaN(time) ? null : time;
}

/** RFC 3339, or nothing where the text is no minute. */
export function toRfc3339(text: string): string | undefined {
  const time = parseUtc(text);
  return time === null ? undefined : new Date(time).toISOString();
}

/**
 * The cursor of the decisions made before a time. Identifiers are UUIDv7 (RFC 9562): their first 48 bits
 * are the milliseconds since 1970.
 */
export function cursorBefore(time: number): string {
  return `dec_${Math.max(0, time).toString(16).padStart(12, "0").padEnd(32, "0")}`;
}
