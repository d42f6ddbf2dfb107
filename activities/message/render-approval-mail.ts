import type { ApprovalRecord } from "../../db/read/approvals";
import { actDefinitions } from "../../domain/approval-policy/acts";
import type { ApprovalMailOccasion } from "../../temporal/contract/await-approval";
import { toPrintable } from "./e-ticket/printable-text";
import { escapeHtml } from "./escape-html";
import type { RenderedMail } from "./send-once";

/** Names the act and no figures: what it is about is read after signing in. */
export function renderApprovalMail(
  approval: ApprovalRecord,
  to: {
    readonly occasion: ApprovalMailOccasion;
    readonly name: string;
    readonly partnerName: string;
    readonly appUrl: string;
  },
): RenderedMail {
  const { name: act } = actDefinitions[approval.act];
  const { subject, text } = wordings[to.occasion](approval, act);
  const partner = toPrintable(to.partnerName);
  const name = toPrintable(to.name);
  const url = `${to.appUrl.replace(/\/$/, "")}/approvals/${approval.publicId}`;
  return {
    subject,
    text: [`${name},`, text, url, `-- \n${partner}`].join("\n\n"),
    html: [
      `<p>${escapeHtml(name)},</p>`,
      `<p>${escapeHtml(text)}</p>`,
      `<p><a href="${escapeHtml(url)}">${escapeHtml(url)}</a></p>`,
      `<p>${escapeHtml(partner)}</p>`,
    ].join("\n"),
  };
}

type Wording = (
  approval: ApprovalRecord,
  act: string,
) => { readonly subject: string; readonly text: string };

const wordings: Readonly<Record<ApprovalMailOccasion, Wording>> = {
  requested: (approval, act) => ({
    subject: `Approval wanted: ${act}`,
    text: `Your approval is asked for: ${act}. ${until(approval)}`,
  }),
  reminder: (approval, act) => ({
    subject: `Approval still wanted: ${act}`,
    text: `Half of the time is over, and it still waits: ${act}. ${until(approval)}`,
  }),
  decided: ({ status }, act) => ({
    subject: `${act}: ${status}`,
    text: `What you asked approval for is ${status}: ${act}.`,
  }),
};

function until({ expiresAt }: ApprovalRecord): string {
  return expiresAt === null ? "" : `It can be approved until ${expiresAt.slice(0, 16)} UTC.`;
}
