import { type FormEvent, useState } from "react";
import { Button } from "~/design/Button";
import { TextField } from "~/design/TextField";

interface StateSourceProps {
  /** How many transitions there are. */
  transitions: number;
  /** The one that the state is taken from now. */
  from: number;
  onTake: (from: number) => void;
}

/** Chooses a stored transition whose state to begin with. */
export function StateSource({ transitions, from, onTake }: StateSourceProps) {
  const [text, setText] = useState(String(from));
  const number = Number(text);
  const known = Number.isSafeInteger(number) && number >= 0 && number < transitions;

  function submit(event: FormEvent) {
    event.preventDefault();
    if (text.trim() && known) onTake(number);
  }

  if (transitions === 0) {
    return <p className="text-sm text-soft">There are no transitions to take a state from.</p>;
  }
  return (
    <form onSubmit={submit} className="flex flex-wrap items-end gap-3">
      <TextField
        label="State before transition"
        type="number"
        min={0}
        max={transitions - 1}
        value={text}
        onChange={setText}
      />
      <Button type="submit" isDisabled={!text.trim() || !known}>
        Take it
      </Button>
    </form>
  );
}
