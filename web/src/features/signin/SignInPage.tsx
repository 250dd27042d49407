import { useMutation } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, useId, useState } from "react";
import { whoAmI } from "~/api/endpoints";
import { ApiError } from "~/api/problem";
import { setSessionKey } from "~/api/session";
import { Button } from "~/design/Button";
import { Mark } from "~/design/Mark";
import { PageTitle } from "~/design/PageTitle";
import { ProblemNotice } from "~/design/ProblemNotice";
import { Announcer, announce } from "~/shell/announcer";
import { ThemeToggle } from "~/shell/ThemeToggle";

export function SignInPage() {
  const { next, ended } = useSearch({ from: "/sign-in" });
  const navigate = useNavigate();
  const [key, setKey] = useState("");
  const field = useId();
  const hint = useId();

  const signIn = useMutation({
    mutationFn: (candidate: string) => whoAmI(candidate),
    onSuccess: (me, candidate) => {
      setSessionKey(candidate);
      announce(`Signed in as ${me.name}, tenant ${me.tenant}`);
      void navigate({ href: next ?? "/", replace: true });
    },
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    const candidate = key.trim();
    if (candidate) signIn.mutate(candidate);
  }

  return (
    <div className="grid min-h-dvh grid-rows-[1fr_auto]">
      <Announcer />
      <main className="mx-auto flex w-full max-w-[27rem] flex-col justify-center px-6 py-16">
        <Mark className="mb-6 size-10 text-accent" />
        <PageTitle title="Sign in">Sign in to Groundstate</PageTitle>
        <p id={hint} className="mt-2 text-soft">
          {ended
            ? "The server no longer accepts the key of this tab. Paste a valid one to go on."
            : "Paste an API key. It stays in this browser tab and is forgotten when you close it."}
        </p>
        <form onSubmit={submit} className="mt-6">
          <label htmlFor={field} className="text-sm font-medium">
            API key
          </label>
          <input
            id={field}
            type="password"
            value={key}
            onChange={(event) => setKey(event.target.value)}
            autoComplete="off"
            spellCheck={false}
            aria-describedby={hint}
            aria-invalid={signIn.isError || undefined}
            required
            className="mt-1.5 h-11 w-full rounded-sm border border-edge bg-sheet px-3 font-mono text-sm focus:border-accent focus:outline-2 focus:outline-offset-0 focus:outline-accent"
          />
          <div className="mt-4">
            <Button type="submit" variant="primary" isDisabled={signIn.isPending}>
              {signIn.isPending ? "Checking…" : "Sign in"}
            </Button>
          </div>
        </form>
        {signIn.isError ? (
          <div className="mt-6">
            <ProblemNotice error={signIn.error} />
            {isRefused(signIn.error) ? (
              <p className="mt-2 text-sm text-soft">
                The administrator key was printed when the server first started. An administrator
                can create another.
              </p>
            ) : null}
          </div>
        ) : null}
      </main>
      <footer className="flex justify-center px-6 py-5">
        <ThemeToggle />
      </footer>
    </div>
  );
}

function isRefused(error: unknown): boolean {
  return error instanceof ApiError && error.problem.status === 401;
}
