import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { packQuery } from "~/api/guardrailQueries";
import { Button } from "~/design/Button";
import { Facts } from "~/design/Facts";
import { Loaded } from "~/design/Loaded";
import { printValue } from "~/lib/values";
import { PackPolicies } from "./PackPolicies";

/** What a pack says of itself, fetched once it is asked for. */
export function PackAbout({ name }: { name: string }) {
  const [open, setOpen] = useState(false);
  return (
    <div className="font-normal">
      <Button
        variant="bare"
        onPress={() => setOpen(!open)}
        aria-expanded={open}
        aria-label={`About ${name}`}
      >
        {open ? "Less" : "About"}
      </Button>
      {open ? <About name={name} /> : null}
    </div>
  );
}

/** Fields of the manifest that people read; the rest is for programs. */
const SHOWN = ["description", "licence", "publisher", "based_on"];

function About({ name }: { name: string }) {
  const pack = useQuery(packQuery(name));
  return (
    <Loaded query={pack} label="Loading the pack" lines={3}>
      {({ manifest, policies, readme }) => {
        const { about } = manifest as Record<string, Record<string, unknown>>;
        const fields: Record<string, unknown> = {
          ...about,
          ...(about?.provenance as Record<string, unknown>),
        };
        const rows = SHOWN.filter((field) => fields[field] !== undefined);
        return (
          <div className="mt-2 max-w-[46ch] space-y-3">
            <Facts
              facts={rows.map((field) => ({
                label: field.replaceAll("_", " "),
                value: printValue(fields[field]),
              }))}
            />
            <PackPolicies policies={policies} />
            {readme ? <p className="text-sm whitespace-pre-wrap text-soft">{readme}</p> : null}
          </div>
        );
      }}
    </Loaded>
  );
}
