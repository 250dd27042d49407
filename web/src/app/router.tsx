/** The routes. Pages behind the sign-in hang on `shell`; each is its own chunk. */
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { sessionKey } from "~/api/session";
import { readBacktestSearch } from "~/features/backtest/search";
import { readCriticSearch } from "~/features/critic/search";
import { readDecisionFilter } from "~/features/decisions/filter";
import { readEditorSearch } from "~/features/editor/search";
import {
  readEnvironmentSearch,
  readSimulatorSearch,
  readTrainingSearch,
} from "~/features/environments/search";
import { readNewPlanSearch, readPlansSearch } from "~/features/plans/search";
import { readPolicySearch } from "~/features/policy/search";
import { NotFound } from "~/shell/NotFound";
import { PageFailure } from "~/shell/PageFailure";
import { Shell } from "~/shell/Shell";

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound });

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search): { next?: string; ended?: boolean } => ({
    next: localPath(search.next),
    ended: search.ended === true || undefined,
  }),
  beforeLoad: ({ search }) => {
    if (sessionKey()) throw redirect({ to: search.next ?? "/" });
  },
  component: lazyRouteComponent(() => import("~/features/signin/SignInPage"), "SignInPage"),
});

const shell = createRoute({
  getParentRoute: () => root,
  id: "shell",
  beforeLoad: ({ location }) => {
    if (sessionKey()) return;
    const next = location.href === "/" ? undefined : location.href;
    throw redirect({ to: "/sign-in", search: { next } });
  },
  component: Shell,
});

const ask = createRoute({
  getParentRoute: () => shell,
  path: "/",
  component: lazyRouteComponent(() => import("~/features/ask/AskPage"), "AskPage"),
});

const decisions = createRoute({
  getParentRoute: () => shell,
  path: "/decisions",
  validateSearch: readDecisionFilter,
  component: lazyRouteComponent(
    () => import("~/features/decisions/DecisionsPage"),
    "DecisionsPage",
  ),
});

const decision = createRoute({
  getParentRoute: () => shell,
  path: "/decisions/$id",
  component: lazyRouteComponent(() => import("~/features/decision/DecisionPage"), "DecisionPage"),
});

const policies = createRoute({
  getParentRoute: () => shell,
  path: "/policies",
  component: lazyRouteComponent(() => import("~/features/policies/PoliciesPage"), "PoliciesPage"),
});

const policy = createRoute({
  getParentRoute: () => shell,
  path: "/policies/$name",
  validateSearch: readPolicySearch,
  component: lazyRouteComponent(() => import("~/features/policy/PolicyPage"), "PolicyPage"),
});

const editor = createRoute({
  getParentRoute: () => shell,
  path: "/editor",
  validateSearch: readEditorSearch,
  component: lazyRouteComponent(() => import("~/features/editor/EditorPage"), "EditorPage"),
});

const backtest = createRoute({
  getParentRoute: () => shell,
  path: "/backtests/$id",
  validateSearch: readBacktestSearch,
  component: lazyRouteComponent(() => import("~/features/backtest/BacktestPage"), "BacktestPage"),
});

const log = createRoute({
  getParentRoute: () => shell,
  path: "/log",
  component: lazyRouteComponent(() => import("~/features/log/LogPage"), "LogPage"),
});

const packs = createRoute({
  getParentRoute: () => shell,
  path: "/packs",
  component: lazyRouteComponent(() => import("~/features/packs/PacksPage"), "PacksPage"),
});

const heads = createRoute({
  getParentRoute: () => shell,
  path: "/heads",
  component: lazyRouteComponent(() => import("~/features/heads/HeadsPage"), "HeadsPage"),
});

const critic = createRoute({
  getParentRoute: () => shell,
  path: "/critic",
  validateSearch: readCriticSearch,
  component: lazyRouteComponent(() => import("~/features/critic/CriticPage"), "CriticPage"),
});

const environments = createRoute({
  getParentRoute: () => shell,
  path: "/environments",
  component: lazyRouteComponent(
    () => import("~/features/environments/EnvironmentsPage"),
    "EnvironmentsPage",
  ),
});

const environment = createRoute({
  getParentRoute: () => shell,
  path: "/environments/$name",
  validateSearch: readEnvironmentSearch,
  component: lazyRouteComponent(
    () => import("~/features/environment/EnvironmentPage"),
    "EnvironmentPage",
  ),
});

const training = createRoute({
  getParentRoute: () => shell,
  path: "/environments/$name/training",
  validateSearch: readTrainingSearch,
  component: lazyRouteComponent(() => import("~/features/training/TrainingPage"), "TrainingPage"),
});

const simulator = createRoute({
  getParentRoute: () => shell,
  path: "/environments/$name/simulator",
  validateSearch: readSimulatorSearch,
  component: lazyRouteComponent(
    () => import("~/features/simulator/SimulatorPage"),
    "SimulatorPage",
  ),
});

const plans = createRoute({
  getParentRoute: () => shell,
  path: "/plans",
  validateSearch: readPlansSearch,
  component: lazyRouteComponent(() => import("~/features/plans/PlansPage"), "PlansPage"),
});

const newPlan = createRoute({
  getParentRoute: () => shell,
  path: "/plans/new",
  validateSearch: readNewPlanSearch,
  component: lazyRouteComponent(() => import("~/features/newPlan/NewPlanPage"), "NewPlanPage"),
});

const plan = createRoute({
  getParentRoute: () => shell,
  path: "/plans/$id",
  component: lazyRouteComponent(() => import("~/features/plan/PlanPage"), "PlanPage"),
});

const missing = createRoute({ getParentRoute: () => shell, path: "$", component: NotFound });

export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    shell.addChildren([
      ask,
      policies,
      policy,
      editor,
      backtest,
      packs,
      heads,
      critic,
      decisions,
      decision,
      log,
      environments,
      environment,
      training,
      simulator,
      plans,
      newPlan,
      plan,
      missing,
    ]),
  ]),
  defaultErrorComponent: ({ error, reset }) => <PageFailure error={error} reset={reset} />,
  defaultPreload: false,
});

/** A path on this site; anything that could leave it is dropped. */
function localPath(value: unknown): string | undefined {
  return typeof value === "string" && /^\/(?![/\\])/.test(value) ? value : undefined;
}

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
