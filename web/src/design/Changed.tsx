interface ChangedProps {
  before?: string;
  now?: string;
}

/** What something was and what it is now. Neither colour nor line says it alone: it is read out as well. */
export function Changed({ before, now }: ChangedProps) {
  return (
    <>
      {before === undefined ? null : (
        <del className="bg-bad-wash px-0.5 text-bad">
          <span className="sr-only">before </span>
          {before}
        </del>
      )}{" "}
      {now === undefined ? null : (
        <ins className="bg-good-wash px-0.5 text-good no-underline">
          <span className="sr-only">now </span>
          {now}
        </ins>
      )}
    </>
  );
}
