import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { backtestRowsQuery } from "~/api/guardrailQueries";
import type { Backtest } from "~/api/types";
import { Button } from "~/design/Button";
import { Choice } from "~/design/Choice";
import { Loaded } from "~/design/Loaded";
import { Section } from "~/design/Section";
import { humanise } from "~/lib/format";
import { BACKTEST_OUTCOMES } from "~/lib/outcomes";
import { RowTable } from "./RowTable";
import { SidesPanel } from "./SidesPanel";

const ANY = "any";
const OPTIONS = [
  { id: ANY, label: "Any" },
  ...BACKTEST_OUTCOMES.map((id) => ({ id, label: humanise(id) })),
];

/** Every decision that was replayed; one of them open, side by side. */
export function RowsSection({ backtest: { id, done } }: { backtest: Backtest }) {
  const { outcome, cursor, row } = useSearch({ from: "/shell/backtests/$id" });
  const navigate = useNavigate({ from: "/backtests/$id" });
  const rows = useQuery({
    ...backtestRowsQuery(id, { outcome, cursor }, done),
    placeholderData: keepPreviousData,
  });
  const next = rows.data?.next_cursor ?? undefined;
  return (
    <>
      {row ? <SidesPanel id={id} decision={row} /> : null}
      <Section
        title="Decisions"
        anchor="rows"
        lead="In the order of the log. Open one to see both sides."
        aside={
          <Choice
            label="Outcome"
            options={OPTIONS}
            value={outcome ?? ANY}
            onChange={(value) =>
              void navigate({ search: value === ANY ? {} : { outcome: value }, resetScroll: false })
            }
          />
        }
      >
        <Loaded query={rows} label="Loading the decisions" lines={8}>
          {({ data }) =>
            data.length > 0 ? (
              <RowTable id={id} rows={data} open={row} />
            ) : (
              <p className="text-soft">No decision ended so.</p>
            )
          }
        </Loaded>
        {cursor || next ? (
          <nav aria-label="Pages of decisions" className="mt-5 flex gap-3">
            <Button
              isDisabled={!cursor}
              onPress={() => void navigate({ search: { outcome }, resetScroll: false })}
            >
              First
            </Button>
            <Button
              isDisabled={!next}
              onPress={() =>
                void navigate({ search: { outcome, cursor: next }, resetScroll: false })
              }
            >
              Next
            </Button>
          </nav>
        ) : null}
      </Section>
    </>
  );
}
