import { Link, Outlet, useLocation } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { Disclosure, DisclosurePanel, Button as TriggerButton } from "react-aria-components";
import { Mark } from "~/design/Mark";
import { Account } from "./Account";
import { Announcer } from "./announcer";
import { Navigation } from "./Navigation";
import { ThemeToggle } from "./ThemeToggle";

/** The frame of every page behind the sign-in: a rail on wide screens, a folding bar on narrow ones. */
export function Shell() {
  useFocusOnNavigation();
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[13.5rem_minmax(0,1fr)]">
      <SkipLink />
      <Announcer />
      <header
        data-print="hide"
        className="sticky top-0 hidden h-dvh flex-col border-r border-rule px-7 py-7 lg:flex"
      >
        <Brand />
        <div className="-ml-4 mt-10 flex-1 overflow-y-auto pl-4">
          <Navigation />
        </div>
        <div className="space-y-4 pt-6">
          <ThemeToggle />
          <Account />
        </div>
      </header>
      <NarrowHeader />
      <main className="mx-auto w-full max-w-[88rem] min-w-0 px-5 pt-8 pb-24 sm:px-8 lg:px-12 lg:pt-12">
        <Outlet />
      </main>
    </div>
  );
}

function NarrowHeader() {
  const { pathname } = useLocation();
  return (
    <header data-print="hide" className="border-b border-rule lg:hidden">
      <Disclosure key={pathname} className="group">
        <div className="flex items-center justify-between px-5 py-3 sm:px-8">
          <Brand />
          <TriggerButton
            slot="trigger"
            className="cursor-pointer rounded-sm border border-edge px-3 py-1 text-sm font-medium"
          >
            Menu
          </TriggerButton>
        </div>
        <DisclosurePanel>
          <div className="space-y-6 border-t border-rule px-8 py-5">
            <Navigation />
            <ThemeToggle />
            <Account />
          </div>
        </DisclosurePanel>
      </Disclosure>
    </header>
  );
}

function Brand() {
  return (
    <Link to="/" className="inline-flex items-center gap-2.5 rounded-xs">
      <Mark className="size-6 text-accent" />
      <span className="font-serif text-lg leading-none font-semibold tracking-[-0.01em]">
        Groundstate
      </span>
    </Link>
  );
}

export function SkipLink() {
  return (
    <a
      href="#page-title"
      className="sr-only rounded-sm bg-accent text-sm font-medium text-on-accent focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:px-4 focus:py-2"
    >
      Skip to content
    </a>
  );
}

function focusTitle(): void {
  document.getElementById("page-title")?.focus();
}

/** A new page starts at its title; the first page of a visit leaves the focus where the browser has it. */
function useFocusOnNavigation(): void {
  const { pathname } = useLocation();
  const shown = useRef(pathname);
  useEffect(() => {
    if (shown.current === pathname) return;
    shown.current = pathname;
    window.scrollTo(0, 0);
    focusTitle();
  }, [pathname]);
}
