import { Link } from "@tanstack/react-router";
import type { WorldModel } from "~/api/environments";
import { Cell, HeaderCell, Row, RowHeader, Table } from "~/design/Table";
import { integer, percent, timestamp } from "~/lib/format";

interface ModelTableProps {
  models: WorldModel[];
  /** The job whose training is open. */
  shown: string | undefined;
}

export function ModelTable({ models, shown }: ModelTableProps) {
  return (
    <Table
      caption="Versions of the world model, newest first"
      head={
        <>
          <HeaderCell>Version</HeaderCell>
          <HeaderCell numeric>Steps</HeaderCell>
          <HeaderCell numeric>Members</HeaderCell>
          <HeaderCell numeric>Transitions</HeaderCell>
          <HeaderCell numeric>Held out</HeaderCell>
          <HeaderCell numeric>All exact</HeaderCell>
          <HeaderCell>Trained</HeaderCell>
          <HeaderCell>By</HeaderCell>
        </>
      }
    >
      {models.map(({ version, job_id, training, created_at, created_by }) => (
        <Row key={version}>
          <RowHeader>
            {job_id === shown ? (
              <span aria-current="true">Version {version}, open</span>
            ) : (
              <Link to="." search={{ job: job_id }} className="link">
                Version {version}
              </Link>
            )}
          </RowHeader>
          <Cell numeric>{integer(training.steps)}</Cell>
          <Cell numeric>{training.config.members}</Cell>
          <Cell numeric>{integer(training.transitions)}</Cell>
          <Cell numeric>{integer(training.exactness.transitions)}</Cell>
          <Cell numeric>
            {training.exactness.transitions > 0 ? percent(training.exactness.all) : "not measured"}
          </Cell>
          <Cell>
            <time dateTime={created_at} className="whitespace-nowrap">
              {timestamp(created_at)}
            </time>
          </Cell>
          <Cell>{created_by}</Cell>
        </Row>
      ))}
    </Table>
  );
}
