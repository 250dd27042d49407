/** Environments as documents: schemas, states, actions, changes. The OpenAPI document leaves them open. */

/** A value: texts and categories are strings, a reference names an object of the same state. */
export type Value = null | boolean | number | string | Reference | Value[] | Structure;

export interface Reference {
  ref: string;
}

export interface Structure {
  [field: string]: Value;
}

export interface WorldObject {
  id: string;
  type: string;
  name?: string;
  /** The object that contains it. */
  parent?: string;
  properties: Record<string, Value>;
}

export interface World {
  objects: WorldObject[];
}

export interface WorldAction {
  verb: string;
  arguments?: Record<string, Value>;
}

export type Kind =
  | "boolean"
  | "number"
  | "category"
  | "text"
  | "reference"
  | "list"
  | "structure"
  | "any";

/** A property, an item of a list, a field of a structure, or what fills a role. */
export interface Property {
  kind: Kind;
  optional?: boolean;
  description?: string;
  unit?: string;
  minimum?: number;
  maximum?: number;
  integer?: boolean;
  observed?: [least: number, greatest: number];
  /** The vocabulary of a category. */
  values?: string[];
  /** Types that a reference may have; any where absent. */
  types?: string[];
  items?: Property;
  fields?: Record<string, Property>;
}

export interface ObjectType {
  description?: string;
  properties?: Record<string, Property>;
  /** Types that may contain it; any, or none, where absent. */
  contained_in?: string[];
}

export type Role = Property & { name: string };

export interface ActionSchema {
  description?: string;
  roles?: Role[];
  precondition?: string;
  cost?: number;
  irreversible?: boolean;
  tool?: string;
}

export interface Predicate {
  description?: string;
  expression: string;
}

export interface WorldSchema {
  name?: string;
  description?: string;
  types: Record<string, ObjectType>;
  actions?: Record<string, ActionSchema>;
  goals?: Record<string, Predicate>;
  guardrails?: Record<string, Predicate>;
}

/** One typed change; the last three fields depend on which. */
export type Change =
  | { change: "set"; id: string; property: string; value: Value }
  | { change: "unset"; id: string; property: string }
  | { change: "rename"; id: string; name: string }
  | { change: "retype"; id: string; type: string }
  | { change: "move"; id: string; parent?: string | null; index?: number | null }
  | { change: "create"; object: WorldObject; index?: number | null }
  | { change: "delete"; id: string };

/** A logged step. */
export interface LoggedTransition {
  trajectory?: string;
  step?: number;
  task?: string;
  state: World;
  action: WorldAction;
  mid_state?: World;
  next_state: World;
  score?: number;
  done?: boolean;
  won?: boolean;
}
