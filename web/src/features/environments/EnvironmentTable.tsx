import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Environment } from "~/api/environments";
import { environmentQuery, modelsQuery } from "~/api/worldQueries";
import { Cell, HeaderCell, Row, RowHeader, Table } from "~/design/Table";
import { integer, timestamp } from "~/lib/format";

export function EnvironmentTable({ environments }: { environments: Environment[] }) {
  return (
    <Table
      caption="Environments, newest first"
      head={
        <>
          <HeaderCell wide>Environment</HeaderCell>
          <HeaderCell numeric>Types</HeaderCell>
          <HeaderCell numeric>Actions</HeaderCell>
          <HeaderCell numeric>Transitions</HeaderCell>
          <HeaderCell numeric>Schema</HeaderCell>
          <HeaderCell numeric>Newest model</HeaderCell>
          <HeaderCell>Registered</HeaderCell>
        </>
      }
    >
      {environments.map((environment) => (
        <EnvironmentRow key={environment.id} environment={environment} />
      ))}
    </Table>
  );
}

/** What a schema holds and which models there are stands with each environment, which lists leave out. */
function EnvironmentRow({ environment }: { environment: Environment }) {
  const { name, version, transitions, created_at } = environment;
  const schema = useQuery(environmentQuery(name)).data?.schema;
  const models = useQuery(modelsQuery(name)).data?.data;
  const newest = models?.[0]?.version;
  return (
    <Row>
      <RowHeader>
        <Link to="/environments/$name" params={{ name }} className="link">
          {name}
        </Link>
        <span className="line-clamp-2 block max-w-[52ch] font-normal text-soft">
          {schema?.description}
        </span>
      </RowHeader>
      <Cell numeric>{schema ? integer(Object.keys(schema.types).length) : ""}</Cell>
      <Cell numeric>{schema ? integer(Object.keys(schema.actions ?? {}).length) : ""}</Cell>
      <Cell numeric>{integer(transitions)}</Cell>
      <Cell numeric>{version > 0 ? `version ${version}` : "none yet"}</Cell>
      <Cell numeric>
        {newest ? (
          <Link
            to="/environments/$name/training"
            params={{ name }}
            className="link"
            aria-label={`Model ${newest} of ${name}`}
          >
            {newest}
          </Link>
        ) : (
          <span className="text-soft">{models ? "none" : ""}</span>
        )}
      </Cell>
      <Cell>
        <time dateTime={created_at} className="whitespace-nowrap">
          {timestamp(created_at)}
        </time>
      </Cell>
    </Row>
  );
}
