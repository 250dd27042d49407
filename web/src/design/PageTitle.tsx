import { type ReactNode, useEffect } from "react";

interface PageTitleProps {
  /** Also the title of the browser's tab. */
  title: string;
  children?: ReactNode;
}

/** The one h1 of a page. The shell moves the focus here when the page changes. */
export function PageTitle({ title, children }: PageTitleProps) {
  useEffect(() => {
    document.title = `${title} · Groundstate`;
  }, [title]);
  return (
    <h1
      id="page-title"
      tabIndex={-1}
      className="font-serif text-2xl font-semibold tracking-[-0.015em] text-balance"
    >
      {children ?? title}
    </h1>
  );
}
