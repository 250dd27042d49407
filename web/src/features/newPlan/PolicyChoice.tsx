import { useInfiniteQuery } from "@tanstack/react-query";
import { policiesQuery } from "~/api/guardrailQueries";
import { Choice } from "~/design/Choice";
import { useScopes } from "~/features/access/useScopes";

interface PolicyChoiceProps {
  /** The name; the policy in force where absent. */
  value: string | undefined;
  onChange: (name: string | undefined) => void;
}

const IN_FORCE = "in force";

/** Whose stages `action` and `state` are asked. Who may not read policies gets the one in force. */
export function PolicyChoice({ value, onChange }: PolicyChoiceProps) {
  const holds = useScopes();
  const mayRead = holds?.("policy:read") ?? false;
  const policies = useInfiniteQuery({ ...policiesQuery(), enabled: mayRead });
  const names = (policies.data?.pages ?? []).flatMap(({ data }) => data.map(({ name }) => name));
  const known = value !== undefined && !names.includes(value) ? [value, ...names] : names;
  return (
    <Choice
      label="Policy"
      options={[
        { id: IN_FORCE, label: "The one in force" },
        ...known.map((id) => ({ id, label: id })),
      ]}
      value={value ?? IN_FORCE}
      onChange={(id) => onChange(id === IN_FORCE ? undefined : id)}
    />
  );
}
