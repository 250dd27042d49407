import type { ObjectType, Predicate, Property, WorldSchema } from "~/api/world";
import { Disclosure } from "~/design/Disclosure";
import { Cell, HeaderCell, Row, RowHeader, Table } from "~/design/Table";
import { writeSchema } from "~/features/environments/schemaText";
import { plural } from "~/lib/format";
import { rangeOf } from "~/lib/worldValues";
import { ActionTable } from "./ActionTable";

/** A schema to read: types with their properties, actions with their roles, goals and guardrails. */
export function SchemaView({ schema }: { schema: WorldSchema }) {
  const types = Object.entries(schema.types);
  return (
    <div className="space-y-7">
      <div>
        <h3 className="mb-1 text-sm font-semibold">{plural(types.length, "type")} of object</h3>
        <div className="space-y-5">
          {types.map(([name, type]) => (
            <TypeView key={name} name={name} type={type} />
          ))}
        </div>
      </div>
      <div>
        <h3 className="mb-1 text-sm font-semibold">Actions</h3>
        <ActionTable actions={schema.actions ?? {}} />
      </div>
      <Predicates title="Goals" predicates={schema.goals ?? {}} none="The schema names no goal." />
      <Predicates
        title="Guardrails"
        predicates={schema.guardrails ?? {}}
        none="The schema names no guardrail."
      />
      <Disclosure title="The schema as JSON">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must be able to scroll it */}
        <pre tabIndex={0} className="max-h-96 overflow-auto bg-wash p-3 font-mono text-xs">
          {writeSchema(schema)}
        </pre>
      </Disclosure>
    </div>
  );
}

function TypeView({ name, type }: { name: string; type: ObjectType }) {
  const properties = Object.entries(type.properties ?? {});
  return (
    <div>
      <p className="text-sm">
        <code className="font-mono text-xs font-medium">{name}</code>
        <span className="text-soft">
          {type.contained_in ? `, in ${type.contained_in.join(" or ")}` : ""}
          {type.description ? `: ${type.description}` : ""}
        </span>
      </p>
      {properties.length > 0 ? (
        <Table
          caption={`Properties of ${name}`}
          head={
            <>
              <HeaderCell>Property</HeaderCell>
              <HeaderCell>Kind</HeaderCell>
              <HeaderCell>Unit</HeaderCell>
              <HeaderCell wide>Values</HeaderCell>
            </>
          }
        >
          {properties.map(([property, declared]) => (
            <Row key={property}>
              <RowHeader>
                <code className="font-mono text-xs">{property}</code>
                {declared.description ? (
                  <span className="block max-w-[44ch] font-normal text-soft">
                    {declared.description}
                  </span>
                ) : null}
              </RowHeader>
              <Cell>{declared.kind === "any" ? "anything" : declared.kind}</Cell>
              <Cell>{declared.unit ?? ""}</Cell>
              <Cell wide>{valuesOf(declared)}</Cell>
            </Row>
          ))}
        </Table>
      ) : (
        <p className="text-sm text-soft">It has no properties.</p>
      )}
    </div>
  );
}

/** What a property may hold, beside its kind and unit. */
function valuesOf(property: Property): string {
  const { kind, integer, observed, values, types, items, fields, optional } = property;
  const range = rangeOf(property);
  const parts = [
    range,
    integer ? "whole" : undefined,
    kind === "number" && !range && observed ? `seen ${observed.join(" to ")}` : undefined,
    values?.join(", "),
    types?.length ? `a ${types.join(" or ")}` : undefined,
    items ? `of ${items.types?.length ? `${items.types.join(" or ")}` : items.kind}` : undefined,
    fields ? Object.keys(fields).join(", ") : undefined,
    optional ? "may be absent" : undefined,
  ];
  return parts.filter(Boolean).join(", ");
}

interface PredicatesProps {
  title: string;
  predicates: Record<string, Predicate>;
  none: string;
}

function Predicates({ title, predicates, none }: PredicatesProps) {
  const rows = Object.entries(predicates);
  return (
    <div>
      <h3 className="mb-1 text-sm font-semibold">{title}</h3>
      {rows.length > 0 ? (
        <Table
          caption={title}
          head={
            <>
              <HeaderCell>Name</HeaderCell>
              <HeaderCell wide>Condition</HeaderCell>
            </>
          }
        >
          {rows.map(([name, { description, expression }]) => (
            <Row key={name}>
              <RowHeader>
                <code className="font-mono text-xs">{name}</code>
              </RowHeader>
              <Cell wide>
                {description ? <span className="block">{description}</span> : null}
                <code className="font-mono text-xs wrap-anywhere text-soft">{expression}</code>
              </Cell>
            </Row>
          ))}
        </Table>
      ) : (
        <p className="text-sm text-soft">{none}</p>
      )}
    </div>
  );
}
