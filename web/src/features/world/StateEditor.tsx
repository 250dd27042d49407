import { useState } from "react";
import type { World, WorldObject, WorldSchema } from "~/api/world";
import { Button } from "~/design/Button";
import { Choice } from "~/design/Choice";
import { Disclosure } from "~/design/Disclosure";
import { TextField } from "~/design/TextField";
import { Fault } from "~/features/environments/Fault";
import { differences } from "~/lib/worldChanges";
import { newObject, putObject, readWorld, removeObject, writeWorld } from "~/lib/worldEditing";
import { announce } from "~/shell/announcer";
import { ObjectDialog } from "./ObjectDialog";
import { WorldView } from "./WorldView";

interface StateEditorProps {
  world: World;
  schema: WorldSchema;
  onChange: (world: World) => void;
  /** The state that it began as: what was changed since is marked. */
  begun?: World;
}

/** A state that can be changed: object by object, or as JSON. */
export function StateEditor({ world, schema, onChange, begun }: StateEditorProps) {
  const [open, setOpen] = useState<{ object: WorldObject; isNew: boolean } | null>(null);
  const close = () => setOpen(null);
  const change = (next: World, said: string) => {
    onChange(next);
    announce(said);
    close();
  };
  return (
    <div className="space-y-4">
      <WorldView
        world={world}
        schema={schema}
        before={begun}
        changes={begun ? differences(begun, world) : []}
        control={(object) => (
          <Button
            variant="bare"
            aria-label={`Edit ${object.id}`}
            onPress={() => setOpen({ object, isNew: false })}
          >
            Edit
          </Button>
        )}
      />
      <AddObject
        schema={schema}
        onAdd={(type) => setOpen({ object: newObject(world, schema, type), isNew: true })}
      />
      <Disclosure title="The state as JSON">
        <StateText key={writeWorld(world)} world={world} onChange={onChange} />
      </Disclosure>
      {open ? (
        <ObjectDialog
          object={open.object}
          world={world}
          schema={schema}
          isNew={open.isNew}
          onKeep={(object) =>
            change(putObject(world, object, open.object.id), `Changed ${object.id}`)
          }
          onRemove={() => change(removeObject(world, open.object.id), `Removed ${open.object.id}`)}
          onClose={close}
        />
      ) : null}
    </div>
  );
}

function AddObject({ schema, onAdd }: { schema: WorldSchema; onAdd: (type: string) => void }) {
  const types = Object.keys(schema.types);
  const [chosen, setType] = useState<string | null>(null);
  const type = chosen ?? types[0];
  if (type === undefined) return null;
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Choice
        label="Type"
        options={types.map((id) => ({ id, label: id }))}
        value={type}
        onChange={setType}
      />
      <Button onPress={() => onAdd(type)}>Add an object</Button>
    </div>
  );
}

function StateText({ world, onChange }: { world: World; onChange: (world: World) => void }) {
  const [text, setText] = useState(() => writeWorld(world));
  const read = readWorld(text);
  return (
    <div className="max-w-[46rem] space-y-3">
      <TextField label="State" value={text} onChange={setText} rows={14} monospaced />
      {"fault" in read ? <Fault>{read.fault}</Fault> : null}
      <Button
        isDisabled={"fault" in read}
        onPress={() => {
          if ("world" in read) onChange(read.world);
        }}
      >
        Take this state
      </Button>
    </div>
  );
}
