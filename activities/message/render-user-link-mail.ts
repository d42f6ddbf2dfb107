import type { UserLinkKind } from "../../domain/user-link";
import { userLinkKinds } from "../../domain/user-link";
import { toPrintable } from "./e-ticket/printable-text";
import { escapeHtml } from "./escape-html";
import type { RenderedMail } from "./send-once";

interface Wording {
  readonly subject: (partner: string) => string;
  readonly ask: string;
  readonly otherwise: string;
}

const wordings: Readonly<Record<UserLinkKind, Wording>> = {
  invitation: {
    subject: (partner) => `${partner} invites you to travoBooks`,
    ask: "Choose a password to begin:",
    otherwise: "If you expected no invitation, do nothing.",
  },
  email_verification: {
    subject: () => "Confirm your e-mail address",
    ask: "Confirm that this address is yours:",
    otherwise: "If you gave this address nowhere, do nothing: it will not be used.",
  },
  password_reset: {
    subject: () => "Choose a new password",
    ask: "Somebody, you perhaps, has forgotten the password. Choose a new one:",
    otherwise: "If it was not you, do nothing: your password stays as it is.",
  },
};

/** Plain, with the link in full: people should see where it leads. */
export function renderUserLinkMail(link: {
  readonly kind: UserLinkKind;
  readonly fullName: string;
  readonly partnerName: string;
  readonly url: string;
}): RenderedMail {
  const { subject, ask, otherwise } = wordings[link.kind];
  const name = toPrintable(link.fullName);
  const partner = toPrintable(link.partnerName);
  const { hours } = userLinkKinds[link.kind];
  const lasts = hours < 48 ? `${hours} ${hours === 1 ? "hour" : "hours"}` : `${hours / 24} days`;
  const validity = `The link works once, within ${lasts}.`;
  return {
    subject: subject(partner),
    text: [`${name},`, ask, link.url, validity, otherwise, `-- \n${partner}`].join("\n\n"),
    html: [
      `<p>${escapeHtml(name)},</p>`,
      `<p>${escapeHtml(ask)}</p>`,
      `<p><a href="${escapeHtml(link.url)}">${escapeHtml(link.url)}</a></p>`,
      `<p>${escapeHtml(validity)} ${escapeHtml(otherwise)}</p>`,
      `<p>${escapeHtml(partner)}</p>`,
    ].join("\n"),
  };
}
