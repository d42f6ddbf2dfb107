import type { PartnerDatabase } from "../../db/partner-scope";
import { toDateTime } from "../../db/read/amounts";
import type { ApprovalRecord } from "../../db/read/approvals";
import { getApproval } from "../../db/read/approvals";
import { getPartnerBrand } from "../../db/read/partner-brand";
import { listDeciders } from "../../services/approval/list-deciders";
import type { MailAddress } from "../../suppliers/mail/port";
import type { MailApprovalInput } from "../../temporal/contract/await-approval";
import { keepHeartbeating } from "../heartbeat";
import type { MessageDependencies } from "./message-activities";
import { renderApprovalMail } from "./render-approval-mail";
import { sendUnlessRefused } from "./send-once";

/**
 * Writes to those who may still approve a request, or to its maker once it is decided; returns to
 * how many. Each of them gets it once, run twice.
 */
export function createMailApproval(dependencies: MessageDependencies) {
  return (input: MailApprovalInput): Promise<number> =>
    keepHeartbeating(async () => {
      const scope = await dependencies.openPartner(input.partner);
      const approval = await getApproval(scope, input.approvalId);
      const { name: partnerName } = await getPartnerBrand(scope);
      const recipients = await listRecipients(scope, approval, {
        occasion: input.occasion,
        at: toDateTime(dependencies.now()),
      });
      for (const { id, ...recipient } of recipients) {
        // One address that the mail server refuses keeps nobody else from being told.
        await sendUnlessRefused(dependencies, scope, {
          key: `approval:${approval.publicId}:${input.occasion}:${id}`,
          messageType: `approval_${input.occasion}`,
          recipient,
          mail: renderApprovalMail(approval, {
            occasion: input.occasion,
            name: recipient.name ?? "",
            partnerName,
            appUrl: dependencies.appUrl,
          }),
        });
      }
      return recipients.length;
    });
}

type Recipient = MailAddress & { readonly id: string };

async function listRecipients(
  scope: PartnerDatabase,
  approval: ApprovalRecord,
  { occasion, at }: { readonly occasion: MailApprovalInput["occasion"]; readonly at: string },
): Promise<Recipient[]> {
  if (occasion !== "decided") {
    const deciders = await listDeciders(scope, approval, at);
    return deciders.map(({ id, name, email }) => ({ id, name, address: email }));
  }
  const { userId } = approval.maker;
  if (userId === null || approval.status === "withdrawn") return [];
  return scope.db
    .selectFrom("users")
    .select(["public_id as id", "full_name as name", "email as address"])
    .where("user_id", "=", userId)
    .where("status", "=", "active")
    .where("deleted_at", "is", null)
    .execute();
}
