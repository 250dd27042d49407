import type { Move } from "~/api/types";
import { energy, humanise, plural } from "~/lib/format";

interface MovesProps {
  moves: Move[];
  /** Energies of the answers that rounding left, ascending. */
  rounded: number[];
}

/** From the relaxed minimum to an exact one: what rounding left, and the moves that lowered it. */
export function Moves({ moves, rounded }: MovesProps) {
  const [best] = rounded;
  return (
    <div className="mt-5 text-sm">
      <h3 className="mb-1.5 font-semibold">Rounding and moves</h3>
      <ol className="flex flex-wrap gap-x-1 gap-y-2">
        {best === undefined ? null : (
          <Station name={`Rounded to ${plural(rounded.length, "answer")}`} value={best} first />
        )}
        {moves.map((move, index) => (
          <Station
            // biome-ignore lint/suspicious/noArrayIndexKey: the order is the identity of a move
            key={index}
            name={humanise(move.move)}
            value={move.energy}
            first={best === undefined && index === 0}
          />
        ))}
      </ol>
      {moves.length === 0 ? (
        <p className="mt-1 text-soft">No exact move lowered the energy further.</p>
      ) : null}
    </div>
  );
}

function Station({ name, value, first }: { name: string; value: number; first: boolean }) {
  return (
    <li className="inline-flex items-baseline gap-2">
      {first ? null : (
        <span aria-hidden="true" className="pl-1 text-soft">
          →
        </span>
      )}
      <span>{name}</span>
      <span className="text-soft">{energy(value)}</span>
    </li>
  );
}
