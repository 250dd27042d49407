import type { ReactNode } from "react";

/** Nothing here, why, and what to do about it. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="border-y border-rule py-10">
      <p className="font-serif text-lg font-semibold">{title}</p>
      {children ? <div className="mt-1 max-w-[60ch] text-soft">{children}</div> : null}
    </div>
  );
}
