import { type ReactNode, useId } from "react";

interface SectionProps {
  title: string;
  /** One sentence that says how to read what follows. */
  lead?: ReactNode;
  /** A control or figure on the right of the title. */
  aside?: ReactNode;
  children: ReactNode;
  anchor?: string;
}

/** A titled part of a page, set off by a rule. */
export function Section({ title, lead, aside, children, anchor }: SectionProps) {
  const heading = useId();
  return (
    <section aria-labelledby={heading} id={anchor} className="border-t border-rule pt-5 pb-10">
      <div className="mb-4 flex flex-wrap items-baseline justify-between gap-x-6 gap-y-2">
        <div className="max-w-[60ch]">
          <h2 id={heading} className="font-serif text-xl font-semibold tracking-[-0.01em]">
            {title}
          </h2>
          {lead ? <p className="mt-0.5 text-sm text-soft">{lead}</p> : null}
        </div>
        {aside}
      </div>
      {children}
    </section>
  );
}
