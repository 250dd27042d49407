import type { ActionSchema } from "~/api/world";
import { StatusMark } from "~/design/StatusMark";
import { Cell, HeaderCell, Row, RowHeader, Table } from "~/design/Table";
import { compact } from "~/lib/format";
import { describeProperty } from "~/lib/worldValues";

export function ActionTable({ actions }: { actions: Record<string, ActionSchema> }) {
  const rows = Object.entries(actions);
  if (rows.length === 0) return <p className="text-sm text-soft">The schema has no action.</p>;
  return (
    <Table
      caption="Actions"
      head={
        <>
          <HeaderCell>Action</HeaderCell>
          <HeaderCell>Roles</HeaderCell>
          <HeaderCell>Possible where</HeaderCell>
          <HeaderCell numeric>Cost</HeaderCell>
          <HeaderCell>Undone</HeaderCell>
        </>
      }
    >
      {rows.map(([verb, action]) => (
        <Row key={verb}>
          <RowHeader>
            <code className="font-mono text-xs">{verb}</code>
            {action.description ? (
              <span className="block max-w-[36ch] font-normal text-soft">{action.description}</span>
            ) : null}
          </RowHeader>
          <Cell>
            {(action.roles ?? []).map((role) => (
              <span key={role.name} className="block">
                <code className="font-mono text-xs">{role.name}</code>
                <span className="text-soft">: {describeProperty(role)}</span>
              </span>
            ))}
          </Cell>
          <Cell>
            {action.precondition ? (
              <code className="block max-w-[34ch] font-mono text-xs wrap-anywhere">
                {action.precondition}
              </code>
            ) : (
              <span className="text-soft">always</span>
            )}
          </Cell>
          <Cell numeric>{compact(action.cost ?? 1)}</Cell>
          <Cell>
            {action.irreversible ? (
              <StatusMark word="irreversible" tone="warn" label="Cannot be" />
            ) : (
              <span className="text-soft">can be</span>
            )}
          </Cell>
        </Row>
      ))}
    </Table>
  );
}
