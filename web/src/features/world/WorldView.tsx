import type { ReactNode } from "react";
import type { Change, World, WorldObject, WorldSchema } from "~/api/world";
import { Changed } from "~/design/Changed";
import { Cell, HeaderCell, Row, RowHeader, Table } from "~/design/Table";
import { CONTAINER, objectOf, touched } from "~/lib/worldChanges";
import { printWorldValue } from "~/lib/worldValues";

interface WorldViewProps {
  world: World;
  schema?: WorldSchema;
  /** What changed on the way to this state; it is marked. */
  changes?: Change[];
  /** The state before, which the marks show beside the new values. */
  before?: World;
  /** A control in the last column of each object. */
  control?: (object: WorldObject) => ReactNode;
}

const NOTHING: World = { objects: [] };

/** A state as tables: one a type, a row for each object, what changed marked. */
export function WorldView({ world, schema, changes = [], before, control }: WorldViewProps) {
  const marked = touched(changes);
  const types = [...new Set(world.objects.map(({ type }) => type))];
  if (types.length === 0) return <p className="text-soft">The state holds no object.</p>;
  return (
    <div className="space-y-4">
      {types.map((type) => (
        <TypeTable
          key={type}
          type={type}
          objects={world.objects.filter((object) => object.type === type)}
          schema={schema}
          marked={marked}
          before={before ?? NOTHING}
          control={control}
        />
      ))}
    </div>
  );
}

interface TypeTableProps {
  type: string;
  objects: WorldObject[];
  schema?: WorldSchema;
  marked: Set<string>;
  before: World;
  control?: (object: WorldObject) => ReactNode;
}

function TypeTable({ type, objects, schema, marked, before, control }: TypeTableProps) {
  const declared = schema?.types[type]?.properties ?? {};
  const names = [
    ...new Set([
      ...Object.keys(declared),
      ...objects.flatMap((one) => Object.keys(one.properties)),
    ]),
  ];
  const contained = objects.some(({ id, parent }) => parent || objectOf(before, id)?.parent);
  return (
    <Table
      caption={`Objects of type ${type}`}
      head={
        <>
          <HeaderCell>{type}</HeaderCell>
          {contained ? <HeaderCell>In</HeaderCell> : null}
          {names.map((name) => (
            <HeaderCell key={name} numeric={declared[name]?.kind === "number"}>
              {name}
              {declared[name]?.unit ? (
                <span className="font-normal">, {declared[name].unit}</span>
              ) : null}
            </HeaderCell>
          ))}
          {control ? <HeaderCell>Change</HeaderCell> : null}
        </>
      }
    >
      {objects.map((object) => {
        const earlier = objectOf(before, object.id);
        const isNew = marked.has(object.id) && !earlier;
        return (
          <Row key={object.id}>
            <RowHeader>
              {isNew ? (
                <Changed now={object.id} />
              ) : (
                <code className="font-mono text-xs">{object.id}</code>
              )}
            </RowHeader>
            {contained ? (
              <Cell>
                {marked.has(`${object.id} ${CONTAINER}`) && earlier ? (
                  <Changed before={earlier.parent ?? "none"} now={object.parent ?? "none"} />
                ) : (
                  object.parent
                )}
              </Cell>
            ) : null}
            {names.map((name) => (
              <Cell key={name} numeric={declared[name]?.kind === "number"}>
                <PropertyCell
                  object={object}
                  name={name}
                  earlier={marked.has(`${object.id} ${name}`) ? earlier : undefined}
                />
              </Cell>
            ))}
            {control ? <Cell>{control(object)}</Cell> : null}
          </Row>
        );
      })}
    </Table>
  );
}

interface PropertyCellProps {
  object: WorldObject;
  name: string;
  /** The object as it was, where this property of it changed. */
  earlier?: WorldObject;
}

/** The unit stands in the head of the column. */
function PropertyCell({ object, name, earlier }: PropertyCellProps) {
  const now = printWorldValue(object.properties[name]);
  if (!earlier) return now;
  return <Changed before={printWorldValue(earlier.properties[name])} now={now} />;
}
