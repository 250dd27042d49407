import { useId } from "react";

interface CheckFieldProps {
  label: string;
  isChecked: boolean;
  onChange: (isChecked: boolean) => void;
  /** One sentence below the label. */
  hint?: string;
}

/** Something that is so or is not. */
export function CheckField({ label, isChecked, onChange, hint }: CheckFieldProps) {
  const field = useId();
  const note = useId();
  return (
    <div className="grid grid-cols-[1.25rem_minmax(0,1fr)] gap-x-2 text-sm">
      <input
        id={field}
        type="checkbox"
        checked={isChecked}
        onChange={(event) => onChange(event.target.checked)}
        aria-describedby={hint ? note : undefined}
        className="mt-0.5 size-4 accent-accent"
      />
      <label htmlFor={field} className="cursor-pointer font-medium">
        {label}
      </label>
      {hint ? (
        <p id={note} className="col-start-2 text-soft">
          {hint}
        </p>
      ) : null}
    </div>
  );
}
