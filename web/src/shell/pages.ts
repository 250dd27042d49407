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
  { label: "Audit", items: [{ to: "/decisions", label: "Decisions" }] },
];
