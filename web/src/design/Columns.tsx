import type { ReactNode } from "react";

interface ColumnsProps {
  children: ReactNode;
  /** The margin: facts, or an open source. Below the text where there is no room beside it. */
  margin: ReactNode;
}

/** Text with a margin, as in an annotated report. */
export function Columns({ children, margin }: ColumnsProps) {
  return (
    <div className="grid gap-x-14 gap-y-10 xl:grid-cols-[minmax(0,1fr)_23rem]">
      <div className="min-w-0">{children}</div>
      <div className="min-w-0 xl:sticky xl:top-9 xl:-m-1 xl:max-h-[calc(100dvh-4rem)] xl:self-start xl:overflow-y-auto xl:p-1">
        {margin}
      </div>
    </div>
  );
}
