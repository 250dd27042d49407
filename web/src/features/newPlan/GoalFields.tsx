import type { WorldSchema } from "~/api/world";
import { Button } from "~/design/Button";
import { CheckField } from "~/design/CheckField";
import { Section } from "~/design/Section";
import { TextField } from "~/design/TextField";
import { nextKey, type PlanForm } from "./form";

interface GoalFieldsProps {
  schema: WorldSchema;
  form: PlanForm;
  onChange: (part: Partial<PlanForm>) => void;
}

/** What shall hold: goals of the schema, and others that are written out. */
export function GoalFields({ schema, form, onChange }: GoalFieldsProps) {
  const { named, expressions } = form;
  const goals = Object.entries(schema.goals ?? {});
  return (
    <Section title="Goals" anchor="goals" lead="All of them shall hold in the end.">
      <div className="max-w-[46rem] space-y-4">
        {goals.length > 0 ? (
          <fieldset className="space-y-2">
            <legend className="sr-only">Goals of the schema</legend>
            {goals.map(([name, { description, expression }]) => (
              <CheckField
                key={name}
                label={name}
                hint={description || expression}
                isChecked={named.includes(name)}
                onChange={(isChosen) =>
                  onChange({
                    named: isChosen ? [...named, name] : named.filter((other) => other !== name),
                  })
                }
              />
            ))}
          </fieldset>
        ) : null}
        {expressions.map(({ key, expression }, index) => (
          <div key={key} className="grid items-end gap-3 sm:grid-cols-[minmax(0,1fr)_auto]">
            <TextField
              label={`Goal ${index + 1} of your own`}
              value={expression}
              monospaced
              onChange={(typed) =>
                onChange({
                  expressions: expressions.map((row) =>
                    row.key === key ? { key, expression: typed } : row,
                  ),
                })
              }
            />
            <Button
              aria-label={`Remove goal ${index + 1}`}
              onPress={() =>
                onChange({ expressions: expressions.filter((row) => row.key !== key) })
              }
            >
              Remove
            </Button>
          </div>
        ))}
        <Button
          onPress={() =>
            onChange({
              expressions: [...expressions, { key: nextKey(expressions), expression: "" }],
            })
          }
        >
          Write a goal
        </Button>
        <p className="text-sm text-soft">
          In CEL over <code className="font-mono text-xs">objects</code> and{" "}
          <code className="font-mono text-xs">objects_by_id</code>, for example{" "}
          <code className="font-mono text-xs">objects.all(o, o.type != 'lamp' || o.on)</code>.
        </p>
      </div>
    </Section>
  );
}
