import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { applicationsQuery, effectiveQuery } from "~/api/guardrailQueries";
import { Choice } from "~/design/Choice";
import { Loaded } from "~/design/Loaded";
import { Section } from "~/design/Section";
import { EffectiveView } from "./EffectiveView";

const TENANT = "tenant";

/** What applies in the end, once every level is laid over the one above, with this policy at the base. */
export function EffectiveSection({ name }: { name: string }) {
  const applications = useQuery(applicationsQuery());
  const [place, setPlace] = useState(TENANT);
  const application = place === TENANT ? undefined : place;
  const effective = useQuery({
    ...effectiveQuery({ policy: name, application }),
    placeholderData: keepPreviousData,
  });
  const known = applications.data?.data ?? [];
  const places = [{ id: TENANT, label: "The organisation" }].concat(
    known.map((one) => ({ id: one.id, label: `Application ${one.name}` })),
  );
  return (
    <Section
      title="Effective policy"
      anchor="effective"
      lead="The active version with what is attached below it, and where each objective comes from."
      aside={<Choice label="For" options={places} value={place} onChange={setPlace} />}
    >
      <Loaded query={effective} label="Loading the effective policy" lines={4}>
        {(data) => <EffectiveView effective={data} />}
      </Loaded>
    </Section>
  );
}
