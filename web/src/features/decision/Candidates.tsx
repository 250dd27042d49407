import type { AnswerBody, Candidate } from "~/api/types";
import { StatusMark } from "~/design/StatusMark";
import { Cell, HeaderCell, Row, Table } from "~/design/Table";
import { type Fate, fateOf } from "~/lib/candidates";
import { fixed } from "~/lib/format";

export function Candidates({ answer }: { answer: AnswerBody }) {
  if (answer.candidates.length === 0) {
    return <p className="text-soft">Memory held nothing that resembles the question.</p>;
  }
  return (
    <Table
      caption="Candidates and what became of each"
      head={
        <>
          <HeaderCell wide>Statement</HeaderCell>
          <HeaderCell numeric>Relevance</HeaderCell>
          <HeaderCell numeric>Lexical</HeaderCell>
          <HeaderCell>Result</HeaderCell>
        </>
      }
    >
      {answer.candidates.map((candidate) => (
        <CandidateRow
          key={candidate.statement_id}
          candidate={candidate}
          fate={fateOf(candidate, answer)}
        />
      ))}
    </Table>
  );
}

function CandidateRow({ candidate, fate }: { candidate: Candidate; fate: Fate }) {
  return (
    <Row>
      <Cell wide>
        <span className="block max-w-[52ch] font-serif text-base leading-snug">
          {candidate.text ?? (
            <span className="text-soft">Statement {candidate.statement_id}, not shown</span>
          )}
        </span>
      </Cell>
      <Cell numeric>{fixed(candidate.relevance, 3)}</Cell>
      <Cell numeric>{fixed(candidate.lexical, 2)}</Cell>
      <Cell>
        <FateMark fate={fate} />
      </Cell>
    </Row>
  );
}

function FateMark({ fate }: { fate: Fate }) {
  if (fate.kind === "lost") return <span className="text-soft">{fate.detail}</span>;
  if (fate.kind === "chosen") return <StatusMark word="verified" label={fate.detail} />;
  return (
    <>
      <StatusMark word="violated" label="Excluded" />
      <span className="block text-soft">{fate.detail}</span>
    </>
  );
}
