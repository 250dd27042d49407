/** Values of environments: how they are printed, compared and described. */
import type { Property, Reference, Structure, Value, WorldAction } from "~/api/world";
import { compact } from "./format";

export function isReference(value: Value | undefined): value is Reference {
  return isStructure(value) && Object.keys(value).length === 1 && typeof value.ref === "string";
}

export function isStructure(value: Value | undefined): value is Structure {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value in a line, with the unit of its property. */
export function printWorldValue(value: Value | undefined, property?: Property): string {
  if (value === null || value === undefined) return "none";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number") {
    const unit = property?.unit;
    return unit ? `${compact(value, 6)} ${unit}` : compact(value, 6);
  }
  if (typeof value === "string") return value === "" ? "empty" : value;
  if (isReference(value)) return value.ref;
  if (Array.isArray(value)) {
    const items = value.map((item) => printWorldValue(item, property?.items));
    return items.length > 0 ? items.join(", ") : "empty";
  }
  const fields = Object.entries(value).map(
    ([name, field]) => `${name}: ${printWorldValue(field, property?.fields?.[name])}`,
  );
  return fields.length > 0 ? fields.join("; ") : "empty";
}

/** Equality of values; the order of a structure's fields says nothing. */
export function sameValue(left: Value | undefined, right: Value | undefined): boolean {
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, at) => sameValue(item, right[at]));
  }
  if (isStructure(left) && isStructure(right)) {
    const names = Object.keys(left);
    const many = names.length === Object.keys(right).length;
    return many && names.every((name) => name in right && sameValue(left[name], right[name]));
  }
  return left === right;
}

/** What a property may be, in words: `number, celsius, 10 to 45, whole`. */
export function describeProperty(property: Property): string {
  const parts = [property.kind === "any" ? "anything" : property.kind, ...particulars(property)];
  if (property.optional) parts.push("may be absent");
  return parts.join(", ");
}

function particulars(property: Property): string[] {
  switch (property.kind) {
    case "number": {
      const bounds = rangeOf(property);
      const seen = property.observed?.map((end) => compact(end)).join(" to ");
      const parts = [property.unit, bounds, property.integer ? "whole" : undefined];
      if (!bounds && seen) parts.push(`seen ${seen}`);
      return parts.filter((part) => part !== undefined);
    }
    case "category":
      return [`one of ${(property.values ?? []).join(", ")}`];
    case "reference":
      return property.types?.length ? [`to ${property.types.join(" or ")}`] : [];
    case "list":
      return property.items ? [`of ${describeProperty(property.items)}`] : [];
    case "structure":
      return [`with ${Object.keys(property.fields ?? {}).join(", ")}`];
    default:
      return [];
  }
}

/** `10 to 45`, `at least 10`, `at most 45`; nothing where there are no bounds. */
export function rangeOf({ minimum, maximum }: Property): string | undefined {
  const bound = (value: number | undefined) => typeof value === "number";
  if (bound(minimum) && bound(maximum)) return `${compact(minimum)} to ${compact(maximum)}`;
  if (bound(minimum)) return `at least ${compact(minimum)}`;
  return bound(maximum) ? `at most ${compact(maximum)}` : undefined;
}

/** An action in a line, as the server's messages write it: `move item=b1 to=room2`. */
export function actionLine(action: WorldAction): string {
  const told = Object.entries(action.arguments ?? {})
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([role, value]) => ` ${role}=${isReference(value) ? value.ref : JSON.stringify(value)}`);
  return action.verb + told.join("");
}
