import {
  Button,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Select,
  SelectValue,
} from "react-aria-components";

export interface Option {
  id: string;
  label: string;
}

interface ChoiceProps {
  label: string;
  options: Option[];
  value: string;
  onChange: (value: string) => void;
}

/** One value out of a short, closed list. */
export function Choice({ label, options, value, onChange }: ChoiceProps) {
  return (
    <Select
      selectedKey={value}
      onSelectionChange={(key) => onChange(String(key))}
      className="inline-flex items-baseline gap-2 text-sm"
    >
      <Label className="text-soft">{label}</Label>
      <Button className="inline-flex h-9 min-w-32 cursor-pointer items-center justify-between gap-3 rounded-sm border border-edge px-3 hover:border-ink">
        <SelectValue />
        <svg
          viewBox="0 0 16 16"
          className="size-2.5"
          fill="none"
          stroke="currentColor"
          strokeWidth="2"
          aria-hidden="true"
        >
          <path d="m2.5 5 5.5 6 5.5-6" />
        </svg>
      </Button>
      <Popover className="min-w-(--trigger-width) rounded-sm border border-edge bg-sheet py-1 shadow-lg shadow-black/10">
        <ListBox items={options} className="max-h-80 overflow-auto outline-none">
          {(option) => (
            <ListBoxItem
              id={option.id}
              className="cursor-pointer px-3 py-1.5 text-sm outline-none data-focused:bg-wash data-selected:font-semibold"
            >
              {option.label}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </Select>
  );
}
