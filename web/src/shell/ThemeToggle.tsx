import { ToggleButton, ToggleButtonGroup } from "react-aria-components";
import { chooseTheme, type ThemeChoice, useThemeChoice } from "./theme";

const CHOICES: { id: ThemeChoice; label: string }[] = [
  { id: "system", label: "Auto" },
  { id: "light", label: "Light" },
  { id: "dark", label: "Dark" },
];

export function ThemeToggle() {
  const choice = useThemeChoice();
  return (
    <ToggleButtonGroup
      aria-label="Colour theme"
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[choice]}
      onSelectionChange={(keys) => {
        const [next] = keys;
        if (next) chooseTheme(next as ThemeChoice);
      }}
      className="flex gap-3 text-sm"
    >
      {CHOICES.map(({ id, label }) => (
        <ToggleButton
          key={id}
          id={id}
          className="cursor-pointer rounded-xs py-0.5 text-soft underline-offset-4 hover:text-ink data-selected:text-ink data-selected:underline data-selected:decoration-accent data-selected:decoration-2"
        >
          {label}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
