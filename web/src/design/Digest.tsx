import { useState } from "react";
import { Button } from "react-aria-components";
import { shortDigest } from "~/lib/format";
import { announce } from "~/shell/announcer";

interface DigestProps {
  value: string;
  /** What it is, for the copy button's name: "policy digest". */
  name: string;
  full?: boolean;
}

/** An identifier or digest: shortened, in full on hover, copied on press. */
export function Digest({ value, name, full = false }: DigestProps) {
  const [copied, setCopied] = useState(false);

  async function copy() {
    try {
      await navigator.clipboard.writeText(value);
      setCopied(true);
      announce(`Copied ${name}`);
      setTimeout(() => setCopied(false), 1500);
    } catch {
      announce(`The browser did not allow copying. The ${name} is ${value}`);
    }
  }

  return (
    <span className="inline-flex max-w-full items-baseline gap-1.5">
      <code className="font-mono text-xs wrap-anywhere" title={value}>
        {full ? value : shortDigest(value)}
      </code>
      <Button
        onPress={copy}
        aria-label={`Copy ${name}`}
        className="shrink-0 cursor-pointer self-center rounded-xs p-1 text-soft hover:text-accent"
        data-print="hide"
      >
        <svg
          viewBox="0 0 16 16"
          className="size-3"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.6"
          aria-hidden="true"
        >
          {copied ? <path d="M2.5 8.5 6 12l7.5-8" /> : <path d="M5.5 5.5v-3h8v8h-3m-8-5h8v8h-8z" />}
        </svg>
      </Button>
    </span>
  );
}
