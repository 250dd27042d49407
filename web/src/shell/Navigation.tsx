import { Link } from "@tanstack/react-router";
import { NAVIGATION } from "./pages";

export function Navigation() {
  return (
    <nav aria-label="Main" className="space-y-6">
      {NAVIGATION.map((group) => (
        <div key={group.label}>
          <p className="label mb-1.5" id={`nav-${group.label}`}>
            {group.label}
          </p>
          <ul aria-labelledby={`nav-${group.label}`}>
            {group.items.map((item) => (
              <li key={item.to}>
                <Link
                  to={item.to}
                  activeOptions={{ exact: item.to === "/", includeSearch: false }}
                  className="-ml-3 block border-l-2 border-transparent py-1 pl-2.5 hover:text-accent aria-[current=page]:border-accent aria-[current=page]:font-semibold"
                >
                  {item.label}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}
