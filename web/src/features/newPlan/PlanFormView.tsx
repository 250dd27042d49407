import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import type { Environment } from "~/api/environments";
import { createPlan, type PlanRequest } from "~/api/plans";
import type { World, WorldSchema } from "~/api/world";
import { PLANS, planQuery } from "~/api/worldQueries";
import { Button } from "~/design/Button";
import { ProblemNotice } from "~/design/ProblemNotice";
import { Section } from "~/design/Section";
import { StateEditor } from "~/features/world/StateEditor";
import { StateSource } from "~/features/world/StateSource";
import { planStatus } from "~/lib/planWords";
import { announce } from "~/shell/announcer";
import { EMPTY, formOf, missing, orderOf, type PlanForm } from "./form";
import { GoalFields } from "./GoalFields";
import { RuleFields } from "./RuleFields";
import { SearchFields } from "./SearchFields";

interface PlanFormViewProps {
  environment: Environment;
  schema: WorldSchema;
  /** The state that the form begins with. */
  start: World;
  /** The transition that it is of. */
  from: number;
  /** The task of that transition. */
  task?: string;
  /** Versions of the world model, newest first. */
  versions: number[];
  /** The request that the form begins with. */
  request?: PlanRequest;
}

export function PlanFormView(props: PlanFormViewProps) {
  const { environment, schema, start, from, task, versions, request } = props;
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [world, setWorld] = useState(start);
  const [form, setForm] = useState<PlanForm>(() =>
    request ? formOf(request) : { ...EMPTY, task: task ?? "" },
  );
  const change = (part: Partial<PlanForm>) => setForm((now) => ({ ...now, ...part }));
  const lacks = missing(form);
  const ask = useMutation({
    mutationFn: () => createPlan(orderOf(form, environment.name, world)),
    onSuccess: (plan) => {
      announce(`Planned. Status: ${planStatus(plan.status)}`);
      queries.setQueryData(planQuery(plan.id).queryKey, plan);
      void queries.invalidateQueries({ queryKey: [...PLANS, "list"] });
      void navigate({ to: "/plans/$id", params: { id: plan.id } });
    },
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!lacks && !ask.isPending) ask.mutate();
  }

  return (
    <>
      <Section
        title="Where we are"
        anchor="state"
        lead={`The state of ${environment.name} that the plan begins in.`}
        aside={
          request ? null : (
            <StateSource
              transitions={environment.transitions}
              from={from}
              onTake={(next) =>
                void navigate({
                  to: "/plans/new",
                  search: { environment: environment.name, from: next },
                  resetScroll: false,
                })
              }
            />
          )
        }
      >
        <StateEditor world={world} schema={schema} onChange={setWorld} begun={start} />
      </Section>
      <form onSubmit={submit}>
        <GoalFields schema={schema} form={form} onChange={change} />
        <RuleFields schema={schema} form={form} onChange={change} />
        <SearchFields form={form} versions={versions} onChange={change} />
        <div className="space-y-4 border-t border-rule pt-5" aria-busy={ask.isPending}>
          {ask.isError ? <ProblemNotice error={ask.error} /> : null}
          <Button type="submit" variant="primary" isDisabled={Boolean(lacks) || ask.isPending}>
            {ask.isPending ? "Searching…" : "Plan"}
          </Button>
          <p role="status" className="text-sm text-soft">
            {ask.isPending
              ? `The search ends with its budget, after ${form.time || "10"} s at most.`
              : lacks}
          </p>
        </div>
      </form>
    </>
  );
}
