import { type FormEvent, useState } from "react";
import type { World, WorldObject, WorldSchema } from "~/api/world";
import { Button } from "~/design/Button";
import { Choice } from "~/design/Choice";
import { Dialog } from "~/design/Dialog";
import { TextField } from "~/design/TextField";
import { containersFor } from "~/lib/worldEditing";
import { ValueField } from "./ValueField";

interface ObjectDialogProps {
  object: WorldObject;
  world: World;
  schema: WorldSchema;
  isNew: boolean;
  onKeep: (object: WorldObject) => void;
  onRemove: () => void;
  onClose: () => void;
}

const NONE = "none";

/** One object of a state: where it is, and every property by its kind. Open for as long as it is rendered. */
export function ObjectDialog(props: ObjectDialogProps) {
  const { object, world, schema, isNew, onKeep, onRemove, onClose } = props;
  const [draft, setDraft] = useState(object);
  const declared = schema.types[object.type]?.properties ?? {};
  const taken = draft.id !== object.id && world.objects.some(({ id }) => id === draft.id);

  function submit(event: FormEvent) {
    event.preventDefault();
    if (draft.id.trim() && !taken) onKeep({ ...draft, id: draft.id.trim() });
  }

  return (
    <Dialog title={isNew ? `A new ${object.type}` : object.id} isOpen onClose={onClose}>
      <form onSubmit={submit} className="space-y-4">
        <TextField
          label="Identifier"
          value={draft.id}
          onChange={(id) => setDraft({ ...draft, id })}
          monospaced
          required
          hint={taken ? "Another object is called so." : undefined}
        />
        <TextField
          label="Name for people"
          value={draft.name ?? ""}
          onChange={(name) => setDraft({ ...draft, name: name || undefined })}
        />
        <ContainerChoice draft={draft} world={world} schema={schema} onChange={setDraft} />
        {Object.entries(declared).map(([name, property]) => (
          <ValueField
            key={name}
            label={name}
            property={property}
            value={draft.properties[name]}
            world={world}
            onChange={(value) =>
              setDraft((now) => ({ ...now, properties: { ...now.properties, [name]: value } }))
            }
          />
        ))}
        <div className="flex flex-wrap justify-end gap-3">
          {isNew ? null : <Button onPress={onRemove}>Remove</Button>}
          <Button onPress={onClose}>Leave</Button>
          <Button type="submit" variant="primary" isDisabled={!draft.id.trim() || taken}>
            Keep
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

interface ContainerChoiceProps {
  draft: WorldObject;
  world: World;
  schema: WorldSchema;
  onChange: (draft: WorldObject) => void;
}

function ContainerChoice({ draft, world, schema, onChange }: ContainerChoiceProps) {
  const containers = containersFor(world, schema, draft);
  if (containers.length === 0) return null;
  const options = containers.map(({ id }) => ({ id: `=${id}`, label: id }));
  return (
    <Choice
      label="In"
      options={[{ id: NONE, label: "nothing" }, ...options]}
      value={draft.parent ? `=${draft.parent}` : NONE}
      onChange={(id) => onChange({ ...draft, parent: id === NONE ? undefined : id.slice(1) })}
    />
  );
}
