import { useState } from "react";
import { TextField } from "~/design/TextField";
import { CheckReport } from "./CheckReport";
import { SaveDraft } from "./SaveDraft";
import { TryText } from "./TryText";
import { useChecks } from "./useChecks";

/** The text on the left, what the server says of it on the right. */
export function Editor({ start }: { start: string }) {
  const [text, setText] = useState(start);
  const checks = useChecks(text);
  return (
    <div className="grid gap-x-10 gap-y-8 xl:grid-cols-2">
      <div className="min-w-0">
        <TextField
          label="Policy"
          value={text}
          onChange={setText}
          rows={30}
          monospaced
          hint={`Read as ${checks.notation}. A text that begins with a brace is JSON, any other TOML. Tab leaves the field.`}
        />
        <SaveDraft text={text} start={start} checks={checks} />
      </div>
      <div className="min-w-0">
        <CheckReport checks={checks} />
        <TryText checks={checks} />
      </div>
    </div>
  );
}
