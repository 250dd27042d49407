import type { ReactNode } from "react";
import {
  Disclosure as AriaDisclosure,
  Button,
  DisclosurePanel,
  Heading,
} from "react-aria-components";

interface DisclosureProps {
  title: string;
  level?: 3 | 4;
  children: ReactNode;
}

/** A part that is folded away until wanted. */
export function Disclosure({ title, level = 3, children }: DisclosureProps) {
  return (
    <AriaDisclosure className="group">
      <Heading level={level}>
        <Button
          slot="trigger"
          className="inline-flex cursor-pointer items-center gap-2 rounded-xs py-1 text-sm font-medium text-accent hover:text-accent-strong"
        >
          <svg
            viewBox="0 0 16 16"
            className="size-2.5 transition-transform group-data-expanded:rotate-90"
            fill="none"
            stroke="currentColor"
            strokeWidth="2.4"
            aria-hidden="true"
          >
            <path d="m5 2.5 6 5.5-6 5.5" />
          </svg>
          {title}
        </Button>
      </Heading>
      <DisclosurePanel className="pt-2">{children}</DisclosurePanel>
    </AriaDisclosure>
  );
}
