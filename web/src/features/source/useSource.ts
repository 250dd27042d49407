import { useCallback, useRef, useState } from "react";
import type { AnswerStatement } from "~/api/types";

export interface OpenSource {
  number: number;
  statement: AnswerStatement;
}

export interface SourceState {
  open: OpenSource | null;
  show: (number: number, statement: AnswerStatement) => void;
  close: () => void;
}

/** Which citation's passage is open. Closing gives the focus back to what opened it. */
export function useSource(): SourceState {
  const [open, setOpen] = useState<OpenSource | null>(null);
  const opener = useRef<HTMLElement | null>(null);

  const show = useCallback((number: number, statement: AnswerStatement) => {
    if (document.activeElement instanceof HTMLElement) opener.current = document.activeElement;
    setOpen({ number, statement });
  }, []);

  const close = useCallback(() => {
    setOpen(null);
    opener.current?.focus();
  }, []);

  return { open, show, close };
}
