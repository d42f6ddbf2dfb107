import type { PartnerDatabase } from "../../db/partner-scope";
import { toDateTime } from "../../db/read/amounts";
import { getPartnerBrand } from "../../db/read/partner-brand";
import { userLinkContext } from "../../db/write/user-links";
import { formatLinkToken, toLinkUrl } from "../../domain/user-link";
import type {
  DeliverMessageResult,
  DeliverUserLinkInput,
} from "../../temporal/contract/deliver-message";
import { keepHeartbeating } from "../heartbeat";
import type { MessageDependencies } from "./message-activities";
import { renderUserLinkMail } from "./render-user-link-mail";
import { sendOnce } from "./send-once";

/**
 * Mails a person the link that was made for them: once, run twice. Its secret is unsealed here
 * alone, and no longer kept once the mail has left.
 */
export function createDeliverUserLink(dependencies: MessageDependencies) {
  return (input: DeliverUserLinkInput): Promise<DeliverMessageResult> =>
    keepHeartbeating(async () => {
      const { keyRing, appUrl, now } = dependencies;
      const scope = await dependencies.openPartner(input.partner);
      const link = await findLink(scope, input.linkId, toDateTime(now()));
      if (link?.secret_encrypted == null) return { kind: "superseded" };
      const { name: partnerName } = await getPartnerBrand(scope);
      const secret = keyRing.decrypt(link.secret_encrypted, userLinkContext(input.partner));
      const url = toLinkUrl(
        appUrl,
        link.link_kind,
        formatLinkToken(input.partner, secret.toString()),
      );
      const messageId = await sendOnce(dependencies, scope, {
        key: `${input.eventId}:${input.channel}:${input.messageType}`,
        messageType: link.link_kind,
        recipient: { name: link.full_name, address: link.new_email ?? link.email },
        mail: renderUserLinkMail({
          kind: link.link_kind,
          fullName: link.full_name,
          partnerName,
          url,
        }),
      });
      await scope.db
        .updateTable("user_links")
        .set({ secret_encrypted: null })
        .where("public_id", "=", input.linkId)
        .execute();
      return { kind: "sent", messageId };
    });
}

function findLink({ db }: PartnerDatabase, publicId: string, at: string) {
  return db
    .selectFrom("user_links")
    .innerJoin("users", "users.user_id", "user_links.user_id")
    .select(["link_kind", "secret_encrypted", "new_email", "users.email", "users.full_name"])
    .where("user_links.public_id", "=", publicId)
    .where("is_current", "=", 1)
    .where("expires_at", ">", at)
    .executeTakeFirst();
}
