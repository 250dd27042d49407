import { useState } from "react";
import type { TreeHead } from "~/api/types";
import { announce } from "~/shell/announcer";
import { keepHead, keptHeads } from "./keptHeads";

export function useKeptHeads(tenant: string) {
  const [heads, setHeads] = useState(() => keptHeads(tenant));
  const keep = (head: TreeHead) => {
    setHeads(keepHead(head));
    announce(`Kept the head of ${head.size} leaves`);
  };
  return { heads, keep };
}
