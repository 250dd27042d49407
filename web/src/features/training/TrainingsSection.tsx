import { useQueries, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { WorldModel } from "~/api/environments";
import { jobsQuery, trainingQuery } from "~/api/worldQueries";
import { Section } from "~/design/Section";
import { StatusMark } from "~/design/StatusMark";
import { Cell, HeaderCell, Row, RowHeader, Table } from "~/design/Table";
import { useScopes } from "~/features/access/useScopes";
import { integer, timestamp } from "~/lib/format";

/** Jobs looked at, newest first: a job does not say which environment it is for. */
const MOST = 10;

interface TrainingsSectionProps {
  name: string;
  models: WorldModel[];
  shown: string | undefined;
}

/** Trainings that run or ended without a model: whoever left the page finds them again here. */
export function TrainingsSection({ name, models, shown }: TrainingsSectionProps) {
  const holds = useScopes();
  const jobs = useQuery({ ...jobsQuery(), enabled: holds?.("memory:read") ?? false });
  const known = new Set(models.map(({ job_id }) => job_id));
  const candidates = (jobs.data?.data ?? [])
    .filter(({ id, kind }) => kind === "world_model" && !known.has(id))
    .slice(0, MOST);
  const trainings = useQueries({
    queries: candidates.map(({ id }) => ({ ...trainingQuery(name, id), retry: false })),
  }).flatMap(({ data }) => (data && data.job.status !== "succeeded" ? [data] : []));
  if (trainings.length === 0) return null;
  return (
    <Section
      title="Trainings without a model"
      anchor="trainings"
      lead="Those that run, and those that ended otherwise."
    >
      <Table
        caption="Trainings without a model, newest first"
        head={
          <>
            <HeaderCell>Asked for</HeaderCell>
            <HeaderCell>Status</HeaderCell>
            <HeaderCell numeric>Steps</HeaderCell>
          </>
        }
      >
        {trainings.map(({ job }) => (
          <Row key={job.id}>
            <RowHeader>
              {job.id === shown ? (
                <span aria-current="true">{timestamp(job.created_at)}, open</span>
              ) : (
                <Link to="." search={{ job: job.id }} className="link">
                  {timestamp(job.created_at)}
                </Link>
              )}
            </RowHeader>
            <Cell>
              <StatusMark word={job.status} />
            </Cell>
            <Cell numeric>
              {integer(job.done)} of {integer(job.total)}
            </Cell>
          </Row>
        ))}
      </Table>
    </Section>
  );
}
