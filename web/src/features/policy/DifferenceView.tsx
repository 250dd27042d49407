import type { PolicyDifference } from "~/api/policies";
import { Changed } from "~/design/Changed";
import { StatusMark } from "~/design/StatusMark";
import { Cell, HeaderCell, Row, RowHeader, Table } from "~/design/Table";
import { type ChangeLine, lines, objectiveLines } from "./difference";

export function DifferenceView({ difference }: { difference: PolicyDifference }) {
  if (difference.identical) return <p>The two documents are the same, to the last test.</p>;
  const objectives = objectiveLines(difference);
  const { tests } = difference;
  const document = lines(difference.fields);
  return (
    <>
      {objectives.length > 0 ? (
        <Table
          caption="Objectives that differ"
          head={
            <>
              <HeaderCell>Objective</HeaderCell>
              <HeaderCell>Change</HeaderCell>
              <HeaderCell wide>Fields</HeaderCell>
            </>
          }
        >
          {objectives.map(({ id, change, tone, fields }) => (
            <Row key={id}>
              <RowHeader>{id}</RowHeader>
              <Cell>
                <StatusMark word={change} tone={tone} />
              </Cell>
              <Cell wide>
                <FieldList fields={fields} />
              </Cell>
            </Row>
          ))}
        </Table>
      ) : (
        <p>No objective differs.</p>
      )}
      {difference.reordered ? (
        <p className="mt-3 text-sm text-soft">
          The objectives are reported in another order; that changes no verdict.
        </p>
      ) : null}
      {document.length > 0 ? (
        <>
          <h3 className="mt-5 mb-1 text-sm font-semibold">The document itself</h3>
          <FieldList fields={document} />
        </>
      ) : null}
      <TestChanges tests={tests} />
    </>
  );
}

function FieldList({ fields }: { fields: ChangeLine[] }) {
  return (
    <ul className="space-y-1 text-sm">
      {fields.map(({ path, from, to }) => (
        <li key={path} className="wrap-anywhere">
          <code className="font-mono text-xs">{path}</code>: <Changed before={from} now={to} />
        </li>
      ))}
    </ul>
  );
}

function TestChanges({ tests }: { tests: PolicyDifference["tests"] }) {
  const groups = [
    ["Tests added", tests.added],
    ["Tests removed", tests.removed],
    ["Tests changed", tests.changed.map(({ name }) => name)],
  ] as const;
  return groups.map(([title, names]) =>
    names.length > 0 ? (
      <div key={title}>
        <h3 className="mt-5 mb-1 text-sm font-semibold">{title}</h3>
        <ul className="list-disc pl-5 text-sm">
          {names.map((name) => (
            <li key={name}>{name}</li>
          ))}
        </ul>
      </div>
    ) : null,
  );
}
