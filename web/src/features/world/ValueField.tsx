import { useId, useState } from "react";
import type { Property, Structure, Value, World } from "~/api/world";
import { Button } from "~/design/Button";
import { Choice, type Option } from "~/design/Choice";
import { TextField } from "~/design/TextField";
import { initialValue, readNumber, referable } from "~/lib/worldEditing";
import { describeProperty, isReference, isStructure } from "~/lib/worldValues";

interface ValueFieldProps {
  label: string;
  property: Property;
  value: Value | undefined;
  /** The state that references name objects of. */
  world: World;
  onChange: (value: Value) => void;
}

/** A field for one value, of whatever kind the schema says it is. */
export function ValueField(props: ValueFieldProps) {
  switch (props.property.kind) {
    case "boolean":
    case "category":
    case "reference":
      return <ClosedField {...props} />;
    case "number":
      return <NumberField {...props} />;
    case "text":
      return (
        <TextField
          label={props.label}
          value={typeof props.value === "string" ? props.value : ""}
          onChange={props.onChange}
        />
      );
    case "list":
      return <ListField {...props} />;
    case "structure":
      return <StructureField {...props} />;
    default:
      return <AnyField {...props} />;
  }
}

const NONE = "none";

/** One of a closed list. What may be absent has `none` among them. */
function ClosedField({ label, property, value, world, onChange }: ValueFieldProps) {
  const options = optionsOf(property, world);
  const chosen = idOf(value);
  const known = options.some(({ id }) => id === chosen);
  const shown = property.optional || !known ? [{ id: NONE, label: "none" }, ...options] : options;
  return (
    <Choice
      label={label}
      options={shown}
      value={known ? chosen : NONE}
      onChange={(id) => onChange(chosenValue(property, id))}
    />
  );
}

function optionsOf(property: Property, world: World): Option[] {
  if (property.kind === "boolean") {
    return [
      { id: "=true", label: "yes" },
      { id: "=false", label: "no" },
    ];
  }
  const ids =
    property.kind === "category"
      ? (property.values ?? [])
      : referable(world, property.types).map(({ id }) => id);
  // The sign keeps a value that is called `none` apart from there being none.
  return ids.map((id) => ({ id: `=${id}`, label: id }));
}

function idOf(value: Value | undefined): string {
  if (value === null || value === undefined) return NONE;
  return `=${isReference(value) ? value.ref : String(value)}`;
}

function chosenValue(property: Property, id: string): Value {
  if (id === NONE) return null;
  const chosen = id.slice(1);
  if (property.kind === "boolean") return chosen === "true";
  return property.kind === "reference" ? { ref: chosen } : chosen;
}

function NumberField({ label, property, value, onChange }: ValueFieldProps) {
  const [text, setText] = useState(typeof value === "number" ? String(value) : "");
  const { fault } = readNumber(text, property);
  return (
    <div>
      <TextField
        label={property.unit ? `${label} (${property.unit})` : label}
        type="number"
        step={property.integer ? 1 : "any"}
        min={property.minimum}
        max={property.maximum}
        value={text}
        onChange={(typed) => {
          setText(typed);
          onChange(readNumber(typed, property).value);
        }}
        hint={fault ?? describeProperty(property)}
      />
    </div>
  );
}

function ListField({ label, property, value, world, onChange }: ValueFieldProps) {
  const items = Array.isArray(value) ? value : [];
  const item = property.items ?? { kind: "any" as const };
  // Items have no names: what was added or taken away counts, so that fields that stay keep what is typed in them.
  const [keys, setKeys] = useState(() => items.map((_, index) => index));
  const heading = useId();
  const replace = (next: Value[], named: number[]) => {
    setKeys(named);
    onChange(next);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset's legend cannot be laid out like the other labels
    <div role="group" aria-labelledby={heading} className="space-y-2">
      <p id={heading} className="text-sm font-medium">
        {label}
      </p>
      {items.map((one, index) => (
        <div key={keys[index]} className="flex flex-wrap items-end gap-3">
          <ValueField
            label={`Item ${index + 1}`}
            property={item}
            value={one}
            world={world}
            onChange={(next) => onChange(items.map((old, at) => (at === index ? next : old)))}
          />
          <Button
            variant="bare"
            aria-label={`Remove item ${index + 1} of ${label}`}
            onPress={() =>
              replace(
                items.filter((_, at) => at !== index),
                keys.filter((_, at) => at !== index),
              )
            }
          >
            Remove
          </Button>
        </div>
      ))}
      <Button
        onPress={() =>
          replace([...items, firstItem(property, world)], [...keys, Math.max(-1, ...keys) + 1])
        }
        aria-label={`Add an item to ${label}`}
      >
        Add an item
      </Button>
    </div>
  );
}

/** A reference must name something: the first object that it may. */
function firstItem({ items }: Property, world: World): Value {
  if (!items) return null;
  if (items.kind !== "reference") return initialValue(items);
  const [first] = referable(world, items.types);
  return first ? { ref: first.id } : null;
}

function StructureField({ label, property, value, world, onChange }: ValueFieldProps) {
  const fields: Structure = isStructure(value) ? value : {};
  const heading = useId();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset's legend cannot be laid out like the other labels
    <div role="group" aria-labelledby={heading} className="space-y-2 border-l border-rule pl-4">
      <p id={heading} className="text-sm font-medium">
        {label}
      </p>
      {Object.entries(property.fields ?? {}).map(([name, field]) => (
        <ValueField
          key={name}
          label={name}
          property={field}
          value={fields[name]}
          world={world}
          onChange={(next) => onChange({ ...fields, [name]: next })}
        />
      ))}
    </div>
  );
}

/** Anything: as JSON. What cannot be read is not taken. */
function AnyField({ label, value, onChange }: ValueFieldProps) {
  const [text, setText] = useState(JSON.stringify(value ?? null));
  const [fault, setFault] = useState<string | undefined>();
  return (
    <TextField
      label={label}
      value={text}
      monospaced
      onChange={(typed) => {
        setText(typed);
        try {
          onChange(JSON.parse(typed) as Value);
          setFault(undefined);
        } catch (error) {
          setFault(error instanceof Error ? error.message : String(error));
        }
      }}
      hint={fault ?? 'As JSON; a reference is {"ref": "…"}.'}
    />
  );
}
