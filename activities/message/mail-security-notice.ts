import { toInstant } from "../../db/read/amounts";
import { getPartnerBrand } from "../../db/read/partner-brand";
import { securityChanges } from "../../domain/security-change";
import type {
  DeliverMessageResult,
  DeliverSecurityNoticeInput,
} from "../../temporal/contract/deliver-message";
import { keepHeartbeating } from "../heartbeat";
import { toPrintable } from "./e-ticket/printable-text";
import { escapeHtml } from "./escape-html";
import type { MessageDependencies } from "./message-activities";
import type { RenderedMail } from "./send-once";
import { sendOnce } from "./send-once";

/**
 * Tells a person what has changed about how they are let in: once, run twice. Whoever changed it in
 * their place cannot keep it from them.
 */
export function createMailSecurityNotice(dependencies: MessageDependencies) {
  return (input: DeliverSecurityNoticeInput): Promise<DeliverMessageResult> =>
    keepHeartbeating(async () => {
      const scope = await dependencies.openPartner(input.partner);
      const person = await scope.db
        .selectFrom("users")
        .select(["full_name as name", "email as address"])
        .where("public_id", "=", input.userId)
        .where("status", "=", "active")
        .where("deleted_at", "is", null)
        .executeTakeFirst();
      if (person === undefined) return { kind: "no_recipient" };
      const { name: partnerName } = await getPartnerBrand(scope);
      const messageId = await sendOnce(dependencies, scope, {
        key: `${input.eventId}:${input.channel}:${input.messageType}`,
        messageType: input.messageType,
        recipient: person,
        mail: render(input, { name: person.name, partnerName }),
      });
      return { kind: "sent", messageId };
    });
}

function render(
  { change, at }: DeliverSecurityNoticeInput,
  { name, partnerName }: { readonly name: string; readonly partnerName: string },
): RenderedMail {
  const what = `${securityChanges[change]}, on ${toInstant(at).slice(0, 16).replace("T", " ")} UTC.`;
  const otherwise =
    "If that was not you, end all your sessions, choose a new password, and tell your administrator.";
  const [person, partner] = [toPrintable(name), toPrintable(partnerName)];
  return {
    subject: "How you sign in has changed",
    text: [`${person},`, what, otherwise, `-- \n${partner}`].join("\n\n"),
    html: [`${person},`, what, otherwise, partner]
      .map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`)
      .join("\n"),
  };
}
