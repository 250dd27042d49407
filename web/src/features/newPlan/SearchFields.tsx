import type { PlanMethod } from "~/api/plans";
import { Choice } from "~/design/Choice";
import { Disclosure } from "~/design/Disclosure";
import { Section } from "~/design/Section";
import { TextField } from "~/design/TextField";
import { METHODS, type PlanForm } from "./form";

interface SearchFieldsProps {
  form: PlanForm;
  /** Versions of the world model, newest first. */
  versions: number[];
  onChange: (part: Partial<PlanForm>) => void;
}

const NEWEST = "newest";

type Numbers =
  | "horizon"
  | "costBudget"
  | "expansions"
  | "time"
  | "score"
  | "seed"
  | "absolute"
  | "relative";

interface NumberFieldProps extends Pick<SearchFieldsProps, "form" | "onChange"> {
  name: Numbers;
  label: string;
  /** Whether it has no fraction. */
  whole?: boolean;
  min?: number;
  max?: number;
  hint?: string;
}

/** A number of the form. */
function NumberField({ form, onChange, name, whole, ...field }: NumberFieldProps) {
  return (
    <TextField
      {...field}
      type="number"
      step={whole ? undefined : "any"}
      value={form[name]}
      onChange={(value) => onChange({ [name]: value })}
    />
  );
}

/** How far to look, and how much may be spent on it. */
export function SearchFields({ form, versions, onChange }: SearchFieldsProps) {
  const numbers = { form, onChange };
  return (
    <Section title="Search" anchor="search" lead="How far to look, and how much may be spent.">
      <div className="grid max-w-[46rem] gap-4 sm:grid-cols-2">
        <NumberField
          {...numbers}
          name="horizon"
          label="Horizon"
          whole
          min={1}
          max={64}
          hint="Actions at most, 1 to 64."
        />
        <NumberField
          {...numbers}
          name="costBudget"
          label="Cost budget"
          min={0}
          hint="Sum of the actions' costs at most. Left empty, there is none."
        />
        <NumberField
          {...numbers}
          name="expansions"
          label="Simulated steps"
          whole
          min={1}
          max={1_000_000}
          hint="At most."
        />
        <NumberField
          {...numbers}
          name="time"
          label="Seconds"
          min={0.001}
          max={120}
          hint="At most, up to 120."
        />
      </div>
      <div className="mt-4 max-w-[46rem]">
        <Disclosure title="World model, task, solver, tolerance">
          <div className="space-y-4">
            <Choice
              label="World model"
              options={[
                { id: NEWEST, label: `The newest, version ${versions[0]}` },
                ...versions.map((version) => ({
                  id: String(version),
                  label: `Version ${version}`,
                })),
              ]}
              value={form.model ? String(form.model) : NEWEST}
              onChange={(id) => onChange({ model: id === NEWEST ? undefined : Number(id) })}
            />
            <div className="grid gap-4 sm:grid-cols-2">
              <TextField
                label="Task in words"
                value={form.task}
                onChange={(task) => onChange({ task })}
                hint="Where the environment has several."
              />
              <NumberField {...numbers} name="score" label="Score so far" />
            </div>
            <Choice
              label="Solver"
              options={METHODS}
              value={form.method}
              onChange={(method) => onChange({ method: method as PlanMethod })}
            />
            <div className="grid gap-4 sm:grid-cols-3">
              <NumberField {...numbers} name="seed" label="Seed" whole min={0} />
              <NumberField
                {...numbers}
                name="absolute"
                label="Tolerance, absolute"
                min={0}
                hint="How far a number may be off and still match."
              />
              <NumberField
                {...numbers}
                name="relative"
                label="Tolerance, relative"
                min={0}
                hint="As a share of the number predicted."
              />
            </div>
          </div>
        </Disclosure>
      </div>
    </Section>
  );
}
