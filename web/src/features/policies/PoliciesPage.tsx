import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { policiesQuery } from "~/api/guardrailQueries";
import { Empty } from "~/design/Empty";
import { Loaded } from "~/design/Loaded";
import { PageTitle } from "~/design/PageTitle";
import { Section } from "~/design/Section";
import { Guarded } from "~/features/access/Guarded";
import { Attachments } from "./Attachments";
import { MoreButton } from "./MoreButton";
import { PolicyTable } from "./PolicyTable";

/** What is in force, where, since when, by whom. */
export function PoliciesPage() {
  return (
    <>
      <PageTitle title="Policies" />
      <p className="mt-1 mb-6 max-w-[60ch] text-soft">
        The guardrails of this organisation: which version of each is in force, and where it
        applies.
      </p>
      <Guarded scope="policy:read" purpose="To see policies">
        <Policies />
      </Guarded>
    </>
  );
}

function Policies() {
  const policies = useInfiniteQuery(policiesQuery());
  return (
    <>
      <Section
        title="In force"
        lead="The active version of each policy, or the newest where none is active."
        aside={
          <Link to="/editor" className="link text-sm">
            Write a new policy
          </Link>
        }
      >
        <Loaded query={policies} label="Loading the policies" lines={6}>
          {({ pages }) => {
            const rows = pages.flatMap((page) => page.data);
            return rows.length > 0 ? (
              <PolicyTable policies={rows} />
            ) : (
              <Empty title="There is no policy yet">
                <Link to="/editor" className="link">
                  Write the first
                </Link>
              </Empty>
            );
          }}
        </Loaded>
        <MoreButton query={policies} label="More policies" />
      </Section>
      <Attachments />
    </>
  );
}
