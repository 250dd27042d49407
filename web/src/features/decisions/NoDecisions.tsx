import { Link } from "@tanstack/react-router";
import type { DecisionFilter } from "~/api/endpoints";
import { Empty } from "~/design/Empty";

export function NoDecisions({ filter }: { filter: DecisionFilter }) {
  if (Object.values(filter).some(Boolean)) {
    return (
      <Empty title="No decision matches">
        <Link to="/decisions" className="link">
          Show all decisions
        </Link>
      </Empty>
    );
  }
  return (
    <Empty title="Nothing has been decided yet">
      <p>
        <Link to="/" className="link">
          Ask a question
        </Link>{" "}
        and its decision appears here.
      </p>
    </Empty>
  );
}
