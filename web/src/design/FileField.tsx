import { useId } from "react";

interface FileFieldProps {
  label: string;
  /** Names and media types that the browser offers. */
  accept: string;
  isDisabled?: boolean;
  onChoose: (file: File) => void;
}

/** A file from the visitor's machine, taken at once. */
export function FileField({ label, accept, isDisabled = false, onChoose }: FileFieldProps) {
  const field = useId();
  return (
    <div>
      <label htmlFor={field} className="mb-1 block text-sm font-medium">
        {label}
      </label>
      <input
        id={field}
        type="file"
        disabled={isDisabled}
        accept={accept}
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file) onChoose(file);
          // The same file may be chosen again after it was mended.
          event.target.value = "";
        }}
        className="text-sm file:mr-3 file:h-9 file:cursor-pointer file:rounded-sm file:border file:border-edge file:bg-transparent file:px-3.5 file:text-ink hover:file:border-ink"
      />
    </div>
  );
}
