import { Link } from "@tanstack/react-router";
import { PageTitle } from "~/design/PageTitle";

export function NotFound() {
  return (
    <div className="max-w-[60ch]">
      <PageTitle title="There is no page here" />
      <p className="mt-3 text-soft">
        The address may be mistyped, or the page may belong to a later version.
      </p>
      <p className="mt-5 flex gap-6">
        <Link to="/" className="link">
          Ask a question
        </Link>
        <Link to="/decisions" className="link">
          See the decisions
        </Link>
      </p>
    </div>
  );
}
