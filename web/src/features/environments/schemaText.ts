/** A schema as it is typed. What it must hold, the server says. */
import type { WorldSchema } from "~/api/world";

/** The schema, none where nothing was typed, or what is wrong with it as a text. */
export function readSchema(text: string): { schema: WorldSchema | null } | { fault: string } {
  if (text.trim() === "") return { schema: null };
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
  if (typeof read !== "object" || read === null || Array.isArray(read)) {
    return { fault: "A schema is an object with the field `types`." };
  }
  return { schema: read as WorldSchema };
}

export function writeSchema(schema: WorldSchema): string {
  return JSON.stringify(schema, null, 2);
}
