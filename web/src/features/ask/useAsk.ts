import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ask } from "~/api/endpoints";
import type { Answer } from "~/api/types";
import { humanise } from "~/lib/format";
import { announce } from "~/shell/announcer";

export interface Exchange {
  question: string;
  answer: Answer;
}

const LAST = ["last-exchange"];

/** The question being written and the last exchange, which survives a visit to another page. */
export function useAsk() {
  const queries = useQueryClient();
  const [exchange, setExchange] = useState(() => queries.getQueryData<Exchange>(LAST));
  const [question, setQuestion] = useState(exchange?.question ?? "");

  const mutation = useMutation({
    mutationFn: (asked: string) => ask({ question: asked }),
    onSuccess: (answer, asked) => {
      const next = { question: asked, answer };
      queries.setQueryData(LAST, next);
      void queries.invalidateQueries({ queryKey: ["decisions"] });
      setExchange(next);
      announce(`${humanise(answer.outcome)}. ${answer.text}`);
    },
  });

  function submit(asked: string) {
    setQuestion(asked);
    announce("Asking");
    mutation.mutate(asked.trim());
  }

  return {
    question,
    setQuestion,
    submit,
    exchange: mutation.isIdle || mutation.isSuccess ? exchange : undefined,
    busy: mutation.isPending,
    error: mutation.error,
  };
}
