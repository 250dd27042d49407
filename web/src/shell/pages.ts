/**
 * The pages in the navigation. To add one: add its route in src/app/router.tsx and a line here.
 */
export interface NavigationItem {
  to: string;
  label: string;
}

export interface NavigationGroup {
  label: string;
  items: NavigationItem[];
}

export const NAVIGATION: NavigationGroup[] = [
  { label: "Answers", items: [{ to: "/", label: "Ask" }] },
  {
    label: "Plans",
    items: [
      { to: "/environments", label: "Environments" },
      { to: "/plans", label: "Plans" },
    ],
  },
  {
    label: "Guardrails",
    items: [
      { to: "/policies", label: "Policies" },
      { to: "/editor", label: "Editor" },
      { to: "/packs", label: "Packs" },
      { to: "/heads", label: "Operating points" },
      { to: "/critic", label: "Critic" },
    ],
  },
  {
    label: "Audit",
    items: [
      { to: "/decisions", label: "Decisions" },
      { to: "/log", label: "Log" },
    ],
  },
];
