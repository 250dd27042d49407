import type { Move } from "~/api/types";
import { energy, humanise } from "~/lib/format";

/** The exact moves that lowered the energy after rounding, in order. */
export function Moves({ moves }: { moves: Move[] }) {
  if (moves.length === 0) {
    return <p className="mt-4 text-sm text-soft">The rounded answer needed no further move.</p>;
  }
  return (
    <div className="mt-5 text-sm">
      <h3 className="mb-1.5 font-semibold">Moves after rounding</h3>
      <ol className="flex flex-wrap gap-x-1 gap-y-2">
        {moves.map((move, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the order is the identity of a move
          <li key={index} className="inline-flex items-baseline gap-2">
            {index > 0 ? (
              <span aria-hidden="true" className="pl-1 text-soft">
                →
              </span>
            ) : null}
            <span>{humanise(move.move)}</span>
            <span className="text-soft">{energy(move.energy)}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}
