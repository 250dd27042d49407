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

/** How far to look, and how much may be spent on it. */
export function SearchFields({ form, versions, onChange }: SearchFieldsProps) {
  return (
    <Section title="Search" anchor="search" lead="How far to look, and how much may be spent.">
      <div className="grid max-w-[46rem] gap-4 sm:grid-cols-2">
        <TextField
          label="Horizon"
          type="number"
          min={1}
          max={64}
          value={form.horizon}
          onChange={(horizon) => onChange({ horizon })}
          hint="Actions at most, 1 to 64."
        />
        <TextField
          label="Cost budget"
          type="number"
          min={0}
          step="any"
          value={form.costBudget}
          onChange={(costBudget) => onChange({ costBudget })}
          hint="Sum of the actions' costs at most. Left empty, there is none."
        />
        <TextField
          label="Simulated steps"
          type="number"
          min={1}
          max={1_000_000}
          value={form.expansions}
          onChange={(expansions) => onChange({ expansions })}
          hint="At most."
        />
        <TextField
          label="Seconds"
          type="number"
          min={0.001}
          max={120}
          step="any"
          value={form.time}
          onChange={(time) => onChange({ time })}
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
              <TextField
                label="Score so far"
                type="number"
                step="any"
                value={form.score}
                onChange={(score) => onChange({ score })}
              />
            </div>
            <Choice
              label="Solver"
              options={METHODS}
              value={form.method}
              onChange={(method) => onChange({ method: method as PlanMethod })}
            />
            <div className="grid gap-4 sm:grid-cols-3">
              <TextField
                label="Seed"
                type="number"
                min={0}
                value={form.seed}
                onChange={(seed) => onChange({ seed })}
              />
              <TextField
                label="Tolerance, absolute"
                type="number"
                min={0}
                step="any"
                value={form.absolute}
                onChange={(absolute) => onChange({ absolute })}
                hint="How far a number may be off and still match."
              />
              <TextField
                label="Tolerance, relative"
                type="number"
                min={0}
                step="any"
                value={form.relative}
                onChange={(relative) => onChange({ relative })}
                hint="As a share of the number predicted."
              />
            </div>
          </div>
        </Disclosure>
      </div>
    </Section>
  );
}
