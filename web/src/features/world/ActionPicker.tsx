import { type FormEvent, type ReactNode, useState } from "react";
import type { Role, Value, World, WorldAction, WorldSchema } from "~/api/world";
import { Button } from "~/design/Button";
import { Choice } from "~/design/Choice";
import { StatusMark } from "~/design/StatusMark";
import { objectOf } from "~/lib/worldChanges";
import { initialValue, referable } from "~/lib/worldEditing";
import { isReference } from "~/lib/worldValues";
import { ValueField } from "./ValueField";

interface ActionPickerProps {
  schema: WorldSchema;
  /** The state that the action is taken in. */
  world: World;
  label: string;
  isDisabled: boolean;
  onPick: (action: WorldAction) => void;
  children?: ReactNode;
}

/** An action of the schema, with something in each of its roles. */
export function ActionPicker(props: ActionPickerProps) {
  const { schema, world, label, isDisabled, onPick, children } = props;
  const actions = schema.actions ?? {};
  const verbs = Object.keys(actions);
  const [verb, setVerb] = useState(verbs[0] ?? "");
  const [chosen, setChosen] = useState<Record<string, Value>>({});
  const declared = actions[verb];
  const roles = declared?.roles ?? [];
  const filling = (role: Role) => {
    const value = chosen[role.name];
    return value === undefined || isGone(value, world) ? first(role, world) : value;
  };

  function submit(event: FormEvent) {
    event.preventDefault();
    if (isDisabled || !declared) return;
    onPick({
      verb,
      arguments: Object.fromEntries(roles.map((role) => [role.name, filling(role)])),
    });
  }

  if (!declared) return <p className="text-soft">The schema has no action.</p>;
  return (
    <form onSubmit={submit} className="space-y-3">
      <div className="flex flex-wrap items-end gap-x-6 gap-y-3">
        <Choice
          label="Action"
          options={verbs.map((id) => ({ id, label: id }))}
          value={verb}
          onChange={(next) => {
            setVerb(next);
            setChosen({});
          }}
        />
        {roles.map((role) => (
          <ValueField
            key={`${verb} ${role.name}`}
            label={role.name}
            property={role}
            value={filling(role)}
            world={world}
            onChange={(value) => setChosen((now) => ({ ...now, [role.name]: value }))}
          />
        ))}
      </div>
      <p className="text-sm text-soft">
        {declared.description ? `${declared.description} ` : ""}
        {declared.precondition ? (
          <>
            Possible where <code className="font-mono text-xs">{declared.precondition}</code>.{" "}
          </>
        ) : null}
        {declared.irreversible ? (
          <StatusMark word="irreversible" tone="warn" label="Cannot be undone" />
        ) : null}
      </p>
      <div className="flex flex-wrap gap-3">
        <Button type="submit" variant="primary" isDisabled={isDisabled}>
          {label}
        </Button>
        {children}
      </div>
    </form>
  );
}

/** Whether a value names an object that an action before has taken away. */
function isGone(value: Value, world: World): boolean {
  return isReference(value) && !objectOf(world, value.ref);
}

/** What a role has until somebody chooses: the first object that it may name. */
function first(role: Role, world: World): Value {
  if (role.kind !== "reference" || role.optional) return initialValue(role);
  const [object] = referable(world, role.types);
  return object ? { ref: object.id } : null;
}
