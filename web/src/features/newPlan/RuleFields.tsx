import type { WorldSchema } from "~/api/world";
import { Button } from "~/design/Button";
import { Section } from "~/design/Section";
import { TextField } from "~/design/TextField";
import { nextKey, type OwnRule, type PlanForm } from "./form";
import { PolicyChoice } from "./PolicyChoice";

interface RuleFieldsProps {
  schema: WorldSchema;
  form: PlanForm;
  onChange: (part: Partial<PlanForm>) => void;
}

/** What must never be: guardrails of the schema, of the policy, and of this plan alone. */
export function RuleFields({ schema, form, onChange }: RuleFieldsProps) {
  const { rules } = form;
  const always = Object.entries(schema.guardrails ?? {});
  const change = (key: number, part: Partial<OwnRule>) =>
    onChange({ rules: rules.map((rule) => (rule.key === key ? { ...rule, ...part } : rule)) });
  return (
    <Section
      title="Guardrails"
      anchor="guardrails"
      lead="Each must hold in every predicted state, as every member of the world model predicts it."
      aside={<PolicyChoice value={form.policy} onChange={(policy) => onChange({ policy })} />}
    >
      <div className="max-w-[46rem] space-y-4">
        {always.length > 0 ? (
          <ul aria-label="Guardrails of the schema" className="border-t border-rule text-sm">
            {always.map(([name, { description, expression }]) => (
              <li key={name} className="border-b border-rule py-1.5">
                <code className="font-mono text-xs font-medium">{name}</code>{" "}
                <span className="text-soft">{description || expression}</span>
              </li>
            ))}
          </ul>
        ) : null}
        {rules.map(({ key, name, expression }, index) => (
          <div key={key} className="grid items-end gap-3 sm:grid-cols-[12rem_minmax(0,1fr)_auto]">
            <TextField
              label={`Guardrail ${index + 1}, name`}
              value={name}
              monospaced
              onChange={(typed) => change(key, { name: typed })}
            />
            <TextField
              label={`Guardrail ${index + 1}, condition`}
              value={expression}
              monospaced
              onChange={(typed) => change(key, { expression: typed })}
            />
            <Button
              aria-label={`Remove guardrail ${index + 1}`}
              onPress={() => onChange({ rules: rules.filter((rule) => rule.key !== key) })}
            >
              Remove
            </Button>
          </div>
        ))}
        <Button
          onPress={() =>
            onChange({ rules: [...rules, { key: nextKey(rules), name: "", expression: "" }] })
          }
        >
          Add a guardrail
        </Button>
      </div>
    </Section>
  );
}
