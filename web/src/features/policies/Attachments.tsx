import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { applicationsQuery, attachmentsQuery, POLICIES } from "~/api/guardrailQueries";
import { detach } from "~/api/policies";
import type { Attachment } from "~/api/types";
import { Button } from "~/design/Button";
import { Loaded } from "~/design/Loaded";
import { ReasonDialog } from "~/design/ReasonDialog";
import { Section } from "~/design/Section";
import { useScopes } from "~/features/access/useScopes";
import { announce } from "~/shell/announcer";
import { AttachDialog } from "./AttachDialog";
import { AttachmentTable } from "./AttachmentTable";

/** Where policies apply: at the organisation, an application or a key. */
export function Attachments() {
  const attachments = useQuery(attachmentsQuery());
  const applications = useQuery(applicationsQuery());
  const holds = useScopes();
  const [attaching, setAttaching] = useState(false);
  const [leaving, setLeaving] = useState<Attachment | null>(null);
  const mayApprove = holds?.("policy:approve") ?? false;
  return (
    <Section
      title="Attachments"
      lead="A policy that is attached to an application or a key is laid over the one above it."
      aside={
        mayApprove ? <Button onPress={() => setAttaching(true)}>Attach a policy</Button> : null
      }
    >
      <Loaded query={attachments} label="Loading the attachments" lines={3}>
        {({ data }) =>
          data.length > 0 ? (
            <AttachmentTable
              attachments={data}
              applications={applications.data?.data ?? []}
              onDetach={mayApprove ? setLeaving : undefined}
            />
          ) : (
            <p className="max-w-[62ch] text-soft">
              Nothing is attached: the policy <code className="font-mono text-xs">default</code>{" "}
              governs everything.
            </p>
          )
        }
      </Loaded>
      {attaching ? (
        <AttachDialog
          applications={applications.data?.data ?? []}
          onClose={() => setAttaching(false)}
        />
      ) : null}
      {leaving ? <DetachDialog attachment={leaving} onClose={() => setLeaving(null)} /> : null}
    </Section>
  );
}

function DetachDialog({ attachment, onClose }: { attachment: Attachment; onClose: () => void }) {
  const queries = useQueryClient();
  const { level, target, policy } = attachment;
  const leave = useMutation({
    mutationFn: (reason: string) => detach(level, target, reason),
    onSuccess: () => {
      announce(`Detached ${policy}`);
      void queries.invalidateQueries({ queryKey: POLICIES });
      onClose();
    },
  });
  return (
    <ReasonDialog
      title={`Detach ${policy}`}
      confirm="Detach"
      busy={leave.isPending}
      error={leave.error}
      onConfirm={(reason) => leave.mutate(reason)}
      onClose={onClose}
    >
      It no longer applies at the {level} {target}.
    </ReasonDialog>
  );
}
