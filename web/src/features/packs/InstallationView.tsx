import type { PackInstallation, PackPolicyChange } from "~/api/types";
import { Digest } from "~/design/Digest";
import { StatusMark } from "~/design/StatusMark";
import { Cell, HeaderCell, Row, RowHeader, Table } from "~/design/Table";
import { integer } from "~/lib/format";
import { CaseFailures } from "./CaseFailures";
import { PackPolicies } from "./PackPolicies";

interface InstallationViewProps {
  installation: PackInstallation;
  /** Whether it was installed, as against looked at. */
  done?: boolean;
}

/** What installing a pack changes, or has changed. */
export function InstallationView({ installation, done = false }: InstallationViewProps) {
  const { name, version, signer, digest, cases, failures, changes, policies } = installation;
  return (
    <section
      aria-label={done ? "What was installed" : "What would change"}
      className="border-l-3 border-edge bg-wash px-4 py-3"
    >
      <h3 className="font-medium">
        {name} {changes.from && changes.from !== version ? `${changes.from} → ${version}` : version}
      </h3>
      <p className="mb-3 text-sm text-soft">
        Signed by {signer}, <Digest value={digest} name="pack digest" />
      </p>
      {failures.length > 0 ? (
        <>
          <p>
            <StatusMark
              word="failed"
              label={`${failures.length} of ${integer(cases)} tests fail here: ${done ? "kept, but nothing was drafted" : "it would be kept, but nothing drafted"}`}
              wraps
            />
          </p>
          <CaseFailures failures={failures} />
        </>
      ) : (
        <p>
          <StatusMark word="passed" label={`All ${integer(cases)} tests pass here`} />
        </p>
      )}
      {failures.length === 0 ? (
        <p className="mt-2 max-w-[60ch] text-sm text-soft">
          {done
            ? "Its policies are versions now. Each is back-tested and approved by somebody else before it comes into force."
            : "Its policies would become drafts. What is in force stays in force until somebody else approves them."}
        </p>
      ) : null}
      {done && failures.length === 0 ? (
        <div className="mt-2">
          <PackPolicies policies={policies} />
        </div>
      ) : null}
      <div className="mt-3">
        <ChangeTable changes={changes.policies} />
      </div>
    </section>
  );
}

function ChangeTable({ changes }: { changes: PackPolicyChange[] }) {
  return (
    <Table
      caption="Policies of the pack and what changes in each"
      head={
        <>
          <HeaderCell>Policy</HeaderCell>
          <HeaderCell>Change</HeaderCell>
          <HeaderCell wide>Objectives</HeaderCell>
          <HeaderCell numeric>Tests</HeaderCell>
        </>
      }
    >
      {changes.map(({ policy, change, added, removed, changed, tests_before, tests_after }) => (
        <Row key={policy}>
          <RowHeader>{policy}</RowHeader>
          <Cell>{change}</Cell>
          <Cell wide>
            <Names label="Added" names={added} />
            <Names label="Removed" names={removed} />
            <Names label="Changed" names={changed} />
          </Cell>
          <Cell numeric>
            {tests_before === tests_after ? tests_after : `${tests_before} → ${tests_after}`}
          </Cell>
        </Row>
      ))}
    </Table>
  );
}

function Names({ label, names }: { label: string; names: string[] }) {
  if (names.length === 0) return null;
  return (
    <p>
      <span className="font-medium">{label}:</span> {names.join(", ")}
    </p>
  );
}
