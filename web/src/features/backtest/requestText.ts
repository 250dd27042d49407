/** What was asked or checked, as a text to read. Its form depends on the kind of decision. */
export function requestText(request: unknown): string | null {
  if (typeof request !== "object" || request === null) return null;
  const { question, subject } = request as { question?: unknown; subject?: unknown };
  if (typeof question === "string") return question;
  if (typeof subject === "object" && subject !== null) {
    const { text } = subject as { text?: unknown };
    return typeof text === "string" ? text : JSON.stringify(subject, null, 2);
  }
  return JSON.stringify(request, null, 2);
}
