import { lazy, Suspense } from "react";
import type { Trace } from "~/api/types";
import { Disclosure } from "~/design/Disclosure";
import { Skeleton } from "~/design/Skeleton";
import { StatusMark } from "~/design/StatusMark";
import { DescentTable } from "./DescentTable";
import { Moves } from "./Moves";

const DescentChart = lazy(() =>
  import("./DescentChart").then((module) => ({ default: module.DescentChart })),
);

/** How the solver came down: the curve, the discrete moves after it, and whether the end is certified. */
export function Descent({ trace }: { trace: Trace }) {
  return (
    <>
      {trace.steps.length > 1 ? (
        <Suspense fallback={<Skeleton label="Drawing the descent" lines={6} />}>
          <DescentChart steps={trace.steps} />
        </Suspense>
      ) : (
        <p className="text-soft">There was nothing to search, so there is no curve.</p>
      )}
      <Moves moves={trace.moves} rounded={trace.rounded ?? []} />
      <p className="mt-4 text-sm">
        {trace.certified ? (
          <StatusMark word="verified" label="Certified: no feasible answer has less energy" />
        ) : (
          <StatusMark
            word="unevaluable"
            label="Not certified: the search ended before it could exclude a better answer"
          />
        )}
      </p>
      {trace.steps.length > 0 ? (
        <div className="mt-3">
          <Disclosure title="The curve as a table">
            <DescentTable steps={trace.steps} />
          </Disclosure>
        </div>
      ) : null}
    </>
  );
}
