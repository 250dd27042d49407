import { useId } from "react";
import { FIELD } from "./fields";

interface TextFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** One sentence below the field. */
  hint?: string;
  type?: "text" | "number" | "datetime-local";
  /** Lines; more than one make it a text area. */
  rows?: number;
  monospaced?: boolean;
  required?: boolean;
  maxLength?: number;
  min?: number;
  max?: number;
  /** `any` where a number need not be whole. */
  step?: number | "any";
}

/** A labelled field, for one line or several. */
export function TextField(props: TextFieldProps) {
  const { label, value, onChange, hint, type = "text", rows = 1, monospaced, ...rest } = props;
  const field = useId();
  const note = useId();
  const shared = {
    id: field,
    value,
    spellCheck: !monospaced,
    autoComplete: "off",
    "aria-describedby": hint ? note : undefined,
    ...rest,
  };
  const text = monospaced ? "font-mono text-sm leading-relaxed" : "text-sm";
  return (
    <div>
      <label htmlFor={field} className="mb-1 block text-sm font-medium">
        {label}
      </label>
      {rows > 1 ? (
        <textarea
          {...shared}
          rows={rows}
          onChange={(event) => onChange(event.target.value)}
          className={`${FIELD} ${text} resize-y py-2`}
        />
      ) : (
        <input
          {...shared}
          type={type}
          onChange={(event) => onChange(event.target.value)}
          className={`${FIELD} ${text} h-9`}
        />
      )}
      {hint ? (
        <p id={note} className="mt-1 text-sm text-soft">
          {hint}
        </p>
      ) : null}
    </div>
  );
}
