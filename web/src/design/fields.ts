/** The shape of every field that text is typed into. */
export const FIELD =
  "w-full rounded-sm border border-edge bg-sheet px-3 placeholder:text-soft focus:border-accent focus:outline-2 focus:outline-offset-0 focus:outline-accent";
