import type { Envelope } from "~/api/types";
import { Section } from "~/design/Section";
import { StatusMark } from "~/design/StatusMark";
import { Cell, HeaderCell, Row, RowHeader, Table } from "~/design/Table";
import { humanise } from "~/lib/format";

interface BriefVerdict {
  objective: string;
  status: string;
}

/** The verdicts that the envelope itself holds: name and status. */
export function VerdictsFromEnvelope({ envelope }: { envelope: Envelope }) {
  const verdicts = readVerdicts(envelope.facts?.verdicts);
  if (verdicts.length === 0) return null;
  return (
    <Section title="Objectives" anchor="objectives">
      <Table
        caption="Objectives and their verdicts"
        head={
          <>
            <HeaderCell>Objective</HeaderCell>
            <HeaderCell>Verdict</HeaderCell>
          </>
        }
      >
        {verdicts.map((verdict, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes, and names may repeat
          <Row key={index}>
            <RowHeader>{humanise(verdict.objective)}</RowHeader>
            <Cell>
              <StatusMark word={verdict.status} />
            </Cell>
          </Row>
        ))}
      </Table>
    </Section>
  );
}

function readVerdicts(value: unknown): BriefVerdict[] {
  if (!Array.isArray(value)) return [];
  return value.filter(
    (entry): entry is BriefVerdict =>
      typeof entry?.objective === "string" && typeof entry?.status === "string",
  );
}
