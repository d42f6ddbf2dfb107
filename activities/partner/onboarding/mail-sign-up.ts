import { ApplicationFailure } from "@temporalio/activity";

import { signUpToken } from "../../../db/sign-up-secret";
import { signUpHours, toSignUpUrl } from "../../../domain/sign-up";
import { createMessageId } from "../../../suppliers/mail/message-id";
import type { OnboardPartnerInput } from "../../../temporal/contract/onboard-partner";
import { toPrintable } from "../../message/e-ticket/printable-text";
import { escapeHtml } from "../../message/escape-html";
import type { MessageDependencies } from "../../message/message-activities";

/**
 * Mails the link by which a sign-up is verified, under one Message-ID however often it is tried.
 * There is no partner yet whose outbox it could stand in.
 */
export function createMailSignUp({ mailer, mailDomain, keyRing, appUrl }: MessageDependencies) {
  return async function mailSignUp(
    input: Pick<OnboardPartnerInput, "signUp" | "administrator">,
  ): Promise<void> {
    const { email, fullName } = input.administrator;
    const name = toPrintable(fullName);
    const outcome = await mailer.send({
      messageId: createMessageId([input.signUp], mailDomain),
      to: [{ name, address: email }],
      ...render(name, toSignUpUrl(appUrl, signUpToken(keyRing, input.signUp))),
      headers: { "Auto-Submitted": "auto-generated" },
    });
    if (outcome.kind === "accepted") return;
    throw ApplicationFailure.create({
      type: outcome.kind === "refused" ? "MAIL_REFUSED" : "MAIL_NOT_SENT",
      message: `The mail server did not take the mail: ${outcome.reason}`,
      nonRetryable: outcome.kind === "refused",
    });
  };
}

function render(name: string, url: string) {
  const ask = "Confirm that this address is yours, and your account is set up:";
  const validity = `The link is good for ${signUpHours} hours.`;
  const otherwise = "If you have not signed up, do nothing: nothing is set up.";
  return {
    subject: "Confirm your sign-up to travoBooks",
    text: [`${name},`, ask, url, validity, otherwise, "-- \ntravoBooks"].join("\n\n"),
    html: [
      `<p>${escapeHtml(name)},</p>`,
      `<p>${escapeHtml(ask)}</p>`,
      `<p><a href="${escapeHtml(url)}">${escapeHtml(url)}</a></p>`,
      `<p>${escapeHtml(validity)} ${escapeHtml(otherwise)}</p>`,
      `<p>travoBooks</p>`,
    ].join("\n"),
  };
}
