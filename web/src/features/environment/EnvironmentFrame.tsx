import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { PageTitle } from "~/design/PageTitle";
import { Guarded } from "~/features/access/Guarded";

interface EnvironmentFrameProps {
  name: string;
  /** What of the environment the page is about. */
  part: string;
  children: ReactNode;
}

const PLACE =
  "border-b-2 border-transparent py-1.5 hover:text-accent aria-[current=page]:border-accent aria-[current=page]:font-semibold";

/** The title and the places of every page about one environment. */
export function EnvironmentFrame({ name, part, children }: EnvironmentFrameProps) {
  const exact = { exact: true, includeSearch: false };
  const common = { params: { name }, activeOptions: exact, className: PLACE };
  return (
    <>
      <p className="mb-3 text-sm" data-print="hide">
        <Link to="/environments" className="link">
          Environments
        </Link>
      </p>
      <PageTitle title={`${part} of ${name}`}>
        {part === "Environment" ? name : `${part}: ${name}`}
      </PageTitle>
      <nav
        aria-label={`Parts of ${name}`}
        data-print="hide"
        className="mt-3 mb-8 flex flex-wrap gap-x-6 border-b border-rule text-sm"
      >
        <Link to="/environments/$name" {...common}>
          Schema and data
        </Link>
        <Link to="/environments/$name/training" {...common}>
          Training
        </Link>
        <Link to="/environments/$name/simulator" {...common}>
          Simulator
        </Link>
        <Link to="/plans" search={{ environment: name }} className={PLACE}>
          Plans
        </Link>
      </nav>
      <Guarded scope="environment:read" purpose="To see environments">
        {children}
      </Guarded>
    </>
  );
}
