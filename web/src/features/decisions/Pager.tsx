import type { DecisionFilter } from "~/api/endpoints";
import { Button } from "~/design/Button";

interface PagerProps {
  filter: DecisionFilter;
  next: string | null;
  onChange: (filter: DecisionFilter) => void;
}

/** Cursors only go forward; the browser's own back button goes back. */
export function Pager({ filter, next, onChange }: PagerProps) {
  if (!filter.cursor && !next) return null;
  return (
    <nav aria-label="Pages" className="mt-5 flex gap-3">
      <Button
        isDisabled={!filter.cursor}
        onPress={() => onChange({ ...filter, cursor: undefined })}
      >
        Newest
      </Button>
      <Button isDisabled={!next} onPress={() => next && onChange({ ...filter, cursor: next })}>
        Older
      </Button>
    </nav>
  );
}
