import type { Explanation } from "~/api/types";
import { StatusMark } from "~/design/StatusMark";
import { Verdicts } from "~/features/answer/Verdicts";
import { energy } from "~/lib/format";
import { cutAtPlaces } from "~/lib/marks";

interface ExplanationViewProps {
  text: string;
  explanation: Explanation;
}

/** The verdict, the text with what was found in it, and every objective. */
export function ExplanationView({ text, explanation }: ExplanationViewProps) {
  const { permitted, soft_energy, verdicts } = explanation;
  const places = verdicts.flatMap(({ objective, spans }) =>
    spans
      .filter(({ at }) => at === "/text")
      .map((span) => ({ ...span, label: `${objective}: ${span.label}` })),
  );
  return (
    <>
      <p className="mb-3 flex flex-wrap gap-x-5">
        <StatusMark word={permitted ? "permitted" : "forbidden"} />
        <span className="text-soft">Soft energy {energy(soft_energy)}</span>
      </p>
      {places.length > 0 ? (
        <p
          className="mb-4 border-l-2 border-rule pl-4 font-serif leading-relaxed whitespace-pre-wrap wrap-anywhere"
          data-testid="marked-text"
        >
          {cutAtPlaces(text, places).map(({ text: piece, labels }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one text, in their order
            <span key={index}>
              {labels.length > 0 ? (
                <mark
                  title={labels.join(", ")}
                  className="border-b-2 border-mark-edge bg-mark text-ink"
                >
                  {piece}
                  <span className="sr-only"> ({labels.join(", ")})</span>
                </mark>
              ) : (
                piece
              )}
            </span>
          ))}
        </p>
      ) : null}
      <Verdicts verdicts={verdicts} />
    </>
  );
}
