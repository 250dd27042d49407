import type { ReactNode } from "react";

interface TableProps {
  /** Names the table for assistive technology. */
  caption: string;
  head: ReactNode;
  children: ReactNode;
}

/** A ruled table that scrolls sideways on its own where the page is narrow. */
export function Table({ caption, head, children }: TableProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a scrolling region is not a <section> of the page
    <div
      role="group"
      aria-label={caption}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must be able to scroll it
      tabIndex={0}
      className="overflow-x-auto"
    >
      <table className="w-full border-collapse text-sm">
        <caption className="sr-only">{caption}</caption>
        <thead className="border-b border-edge text-soft">
          <tr>{head}</tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

interface CellProps {
  children?: ReactNode;
  numeric?: boolean;
  wide?: boolean;
}

const CELL = "py-2 pr-5 last:pr-0 align-baseline";

function cellClass({ numeric, wide }: CellProps): string {
  return `${CELL} ${numeric ? "text-right whitespace-nowrap" : "text-left"} ${wide ? "w-1/2 min-w-64" : ""}`;
}

export function HeaderCell(props: CellProps) {
  return (
    <th scope="col" className={`${cellClass(props)} font-medium whitespace-nowrap`}>
      {props.children}
    </th>
  );
}

export function RowHeader(props: CellProps) {
  return (
    <th scope="row" className={`${cellClass(props)} font-medium`}>
      {props.children}
    </th>
  );
}

export function Cell(props: CellProps) {
  return <td className={cellClass(props)}>{props.children}</td>;
}

export function Row({ children, muted = false }: { children: ReactNode; muted?: boolean }) {
  return (
    <tr className={`border-b border-rule last:border-b-0 ${muted ? "text-soft" : ""}`}>
      {children}
    </tr>
  );
}
