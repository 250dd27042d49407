import { Link } from "@tanstack/react-router";
import type { Application, Attachment } from "~/api/types";
import { Button } from "~/design/Button";
import { Cell, HeaderCell, Row, RowHeader, Table } from "~/design/Table";
import { humanise, timestamp } from "~/lib/format";

interface AttachmentTableProps {
  attachments: Attachment[];
  applications: Application[];
  onDetach?: (attachment: Attachment) => void;
}

export function AttachmentTable({ attachments, applications, onDetach }: AttachmentTableProps) {
  const names = new Map(applications.map(({ id, name }) => [id, name]));
  return (
    <Table
      caption="Where policies are attached"
      head={
        <>
          <HeaderCell>Policy</HeaderCell>
          <HeaderCell>Level</HeaderCell>
          <HeaderCell>Attached to</HeaderCell>
          <HeaderCell>Since</HeaderCell>
          <HeaderCell>By</HeaderCell>
          {onDetach ? <HeaderCell>Change</HeaderCell> : null}
        </>
      }
    >
      {attachments.map((attachment) => {
        const { level, target, policy } = attachment;
        return (
          <Row key={`${level} ${target}`}>
            <RowHeader>
              <Link to="/policies/$name" params={{ name: policy }} className="link">
                {policy}
              </Link>
            </RowHeader>
            <Cell>{level === "tenant" ? "Organisation" : humanise(level)}</Cell>
            <Cell>
              {names.get(target)} <code className="font-mono text-xs text-soft">{target}</code>
            </Cell>
            <Cell>
              <time dateTime={attachment.created_at} className="whitespace-nowrap">
                {timestamp(attachment.created_at)}
              </time>
            </Cell>
            <Cell>{attachment.created_by}</Cell>
            {onDetach ? (
              <Cell>
                <Button
                  variant="bare"
                  onPress={() => onDetach(attachment)}
                  aria-label={`Detach ${policy} from ${target}`}
                >
                  Detach
                </Button>
              </Cell>
            ) : null}
          </Row>
        );
      })}
    </Table>
  );
}
