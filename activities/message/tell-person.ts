import type { PartnerDatabase } from "../../db/partner-scope";
import { getPartnerBrand } from "../../db/read/partner-brand";
import { toPrintable } from "./e-ticket/printable-text";
import { escapeHtml } from "./escape-html";
import { findRecipient } from "./find-recipient";
import type { MessageDependencies } from "./message-activities";
import type { RenderedMail } from "./send-once";
import { sendUnlessRefused } from "./send-once";

/** What is told to a person, with the page on which something can be done about it. */
export interface Notice {
  /** By which it goes out once. */
  readonly key: string;
  readonly messageType: string;
  /** The partner's own address, where it is nobody's. */
  readonly userId: number | null;
  readonly subject: string;
  readonly text: string;
  readonly lines?: readonly string[];
  /** `bookings/bkg_…` */
  readonly page: string;
}

/** Mails a notice under the partner's brand. Returns whether there was anybody to write to. */
export async function tellPerson(
  dependencies: MessageDependencies,
  scope: PartnerDatabase,
  notice: Notice,
): Promise<boolean> {
  const recipient = await findRecipient(scope, notice.userId);
  if (recipient === undefined) return false;
  const { name: partnerName } = await getPartnerBrand(scope);
  const url = `${dependencies.appUrl.replace(/\/$/, "")}/${notice.page}`;
  const { key, messageType } = notice;
  const mail = render(notice, { url, partnerName, name: recipient.name });
  await sendUnlessRefused(dependencies, scope, { key, messageType, recipient, mail });
  return true;
}

function render(
  { subject, text, lines = [] }: Notice,
  to: { readonly url: string; readonly name: string; readonly partnerName: string },
): RenderedMail {
  const name = toPrintable(to.name);
  const partner = toPrintable(to.partnerName);
  const list = lines.length === 0 ? [] : [lines.join("\n")];
  const items = lines.map((line) => `<li>${escapeHtml(line)}</li>`).join("");
  return {
    subject,
    text: [`${name},`, text, ...list, to.url, `-- \n${partner}`].join("\n\n"),
    html: [
      `<p>${escapeHtml(name)},</p>`,
      `<p>${escapeHtml(text)}</p>`,
      ...(items === "" ? [] : [`<ul>${items}</ul>`]),
      `<p><a href="${escapeHtml(to.url)}">${escapeHtml(to.url)}</a></p>`,
      `<p>${escapeHtml(partner)}</p>`,
    ].join("\n"),
  };
}
