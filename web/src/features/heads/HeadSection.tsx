import type { LearnedHead } from "~/api/heads";
import { Digest } from "~/design/Digest";
import { Disclosure } from "~/design/Disclosure";
import { Facts } from "~/design/Facts";
import { Section } from "~/design/Section";
import { StatusMark } from "~/design/StatusMark";
import { Cell, HeaderCell, Row, RowHeader, Table } from "~/design/Table";
import { fixed, humanise, integer, plural } from "~/lib/format";
import { LabelCurve } from "./LabelCurve";

export function HeadSection({ head }: { head: LearnedHead }) {
  return (
    <Section
      title={humanise(head.name)}
      anchor={head.name}
      lead={`${plural(head.labels.length, "label")}, each with three thresholds on its probability.`}
      aside={
        head.usable ? null : (
          <StatusMark word="unevaluable" label="Made for another encoder: not used" />
        )
      }
    >
      <Thresholds head={head} />
      <div className="mt-5 space-y-2">
        {head.labels.map((label) => (
          <Disclosure key={label.name} title={`Curve of ${humanise(label.name)}`}>
            <LabelCurve label={label} />
          </Disclosure>
        ))}
        <Disclosure title={`How ${humanise(head.name)} was made`}>
          <TrainingFacts head={head} />
        </Disclosure>
      </div>
    </Section>
  );
}

function Thresholds({ head }: { head: LearnedHead }) {
  return (
    <Table
      caption={`Thresholds of ${humanise(head.name)}`}
      head={
        <>
          <HeaderCell>Label</HeaderCell>
          <HeaderCell numeric>Balanced</HeaderCell>
          <HeaderCell numeric>Strict</HeaderCell>
          <HeaderCell numeric>Sensitive</HeaderCell>
          <HeaderCell numeric>AUPRC, validation</HeaderCell>
          <HeaderCell numeric>Positives, validation</HeaderCell>
          <HeaderCell numeric>Rows trained on</HeaderCell>
        </>
      }
    >
      {head.labels.map((label) => (
        <Row key={label.name}>
          <RowHeader>{humanise(label.name)}</RowHeader>
          <Cell numeric>{fixed(label.thresholds.balanced, 3)}</Cell>
          <Cell numeric>{fixed(label.thresholds.strict, 3)}</Cell>
          <Cell numeric>{fixed(label.thresholds.sensitive, 3)}</Cell>
          <Cell numeric>{fixed(label.validation_auprc, 3)}</Cell>
          <Cell numeric>{integer(label.validation_positives)}</Cell>
          <Cell numeric>
            {integer(label.rows)}
            {label.synthetic > 0 ? `, ${integer(label.synthetic)} synthetic` : ""}
          </Cell>
        </Row>
      ))}
    </Table>
  );
}

function TrainingFacts({ head: { training, digest, encoder } }: { head: LearnedHead }) {
  return (
    <div className="max-w-[46rem]">
      <Facts
        facts={[
          { label: "Weights", value: <Digest value={digest} name="digest of the weights" /> },
          { label: "Encoder", value: <Digest value={encoder} name="encoder fingerprint" /> },
          { label: "Loss", value: training.loss },
          { label: "Seed", value: training.seed },
          { label: "Passes", value: training.epochs },
          { label: "Rows trained on", value: integer(training.rows) },
          { label: "Rows of validation", value: integer(training.validation_rows) },
          { label: "Held out", value: training.held_out.join(", ") || "none" },
        ]}
      />
      <h3 className="mt-4 mb-1 text-sm font-semibold">Sources</h3>
      <Table
        caption="Sources of the rows"
        head={
          <>
            <HeaderCell>Source</HeaderCell>
            <HeaderCell>Licence</HeaderCell>
            <HeaderCell numeric>Rows</HeaderCell>
            <HeaderCell numeric>With a label</HeaderCell>
          </>
        }
      >
        {training.sources.map(({ source, licence, rows, positives }) => (
          <Row key={`${source} ${licence}`}>
            <RowHeader>{source}</RowHeader>
            <Cell>{licence}</Cell>
            <Cell numeric>{integer(rows)}</Cell>
            <Cell numeric>{integer(positives)}</Cell>
          </Row>
        ))}
      </Table>
    </div>
  );
}
