import type { HeadLabel } from "~/api/heads";
import { Cell, HeaderCell, Row, RowHeader, Table } from "~/design/Table";
import { fixed, humanise, percent } from "~/lib/format";
import { across, HEIGHT, operatingPoints, precisionRecallLine, up, WIDTH } from "./curve";

/** Precision against recall on validation rows, with the operating points on it; the table says the same. */
export function LabelCurve({ label }: { label: HeadLabel }) {
  const { curve } = label;
  const points = operatingPoints(label);
  if (curve.length === 0) {
    return (
      <p className="text-sm text-soft">
        The head came without its curve: only the thresholds above are known.
      </p>
    );
  }
  return (
    <div className="flex flex-wrap items-start gap-x-10 gap-y-5">
      <figure>
        <svg
          role="img"
          aria-label={`Precision against recall of ${humanise(label.name)}, area ${fixed(label.validation_auprc, 3)}`}
          viewBox={`-6 -6 ${WIDTH + 12} ${HEIGHT + 12}`}
          className="w-80 max-w-full"
          fill="none"
        >
          <path d={`M0 0V${HEIGHT}H${WIDTH}`} className="stroke-edge" />
          <polyline
            points={precisionRecallLine(curve)}
            className="stroke-series-1"
            strokeWidth="2.25"
          />
          {points.map(({ name, point: { precision, recall } }) => (
            <circle
              key={name}
              cx={across(recall)}
              cy={up(precision)}
              r="4.5"
              className="fill-series-3"
            />
          ))}
        </svg>
        <figcaption className="text-sm text-soft">
          Recall to the right, precision upwards, both 0 to 1.
        </figcaption>
      </figure>
      <div className="min-w-0">
        <Table
          caption={`Operating points of ${humanise(label.name)}`}
          head={
            <>
              <HeaderCell>Point</HeaderCell>
              <HeaderCell numeric>Threshold</HeaderCell>
              <HeaderCell numeric>Precision</HeaderCell>
              <HeaderCell numeric>Recall</HeaderCell>
              <HeaderCell numeric>False positives</HeaderCell>
            </>
          }
        >
          {points.map(({ name, point: { threshold, precision, recall, false_positives } }) => (
            <Row key={name}>
              <RowHeader>{humanise(name)}</RowHeader>
              <Cell numeric>{fixed(threshold, 3)}</Cell>
              <Cell numeric>{percent(precision)}</Cell>
              <Cell numeric>{percent(recall)}</Cell>
              <Cell numeric>{fixed(false_positives * 100, 2)} %</Cell>
            </Row>
          ))}
        </Table>
      </div>
    </div>
  );
}
