import { Button as AriaButton, type ButtonProps as AriaButtonProps } from "react-aria-components";

interface ButtonProps extends Omit<AriaButtonProps, "className" | "style"> {
  /** `primary` once a page at most; `plain` for the rest; `bare` inside text and tables. */
  variant?: "primary" | "plain" | "bare";
}

const SHAPE =
  "inline-flex items-center justify-center gap-2 rounded-sm text-sm font-medium transition-colors cursor-pointer disabled:cursor-default";
const VARIANTS = {
  primary:
    "h-9 px-4 bg-accent text-on-accent hover:bg-accent-strong disabled:bg-wash disabled:text-soft",
  plain:
    "h-9 px-3.5 border border-edge text-ink hover:border-ink hover:bg-wash disabled:border-rule disabled:text-soft disabled:bg-transparent",
  bare: "link",
};

export function Button({ variant = "plain", ...props }: ButtonProps) {
  return <AriaButton {...props} className={`${SHAPE} ${VARIANTS[variant]}`} />;
}
