import { awaitCondition } from "./await-condition";
import type { TestApp } from "./test-app";

interface Mail {
  readonly id: string;
  readonly subject: string;
  readonly text: string;
}

async function ask<Body>(app: Pick<TestApp, "mailControlUrl">, path: string): Promise<Body> {
  const response = await fetch(`${app.mailControlUrl}${path}`);
  return JSON.parse(await response.text());
}

/** The mails to an address, once there are as many; oldest first. */
export async function awaitMails(
  app: Pick<TestApp, "mailControlUrl">,
  address: string,
  count: number,
): Promise<Mail[]> {
  const query = new URLSearchParams({ to: address });
  const messages = await awaitCondition(`${count} mails to ${address}`, async () => {
    const path = `/messages?${query.toString()}`;
    const list = await ask<{ messages: { id: string }[] }>(app, path);
    return list.messages.length >= count ? list.messages : undefined;
  });
  const mails = await Promise.all(messages.map(({ id }) => ask<Mail>(app, `/messages/${id}`)));
  return mails;
}

/** What follows `#token=` in the newest of the mails with a link to the page, once there is one among as many. */
export async function awaitLink(
  app: Pick<TestApp, "mailControlUrl">,
  address: string,
  { page, count = 1 }: { readonly page: string; readonly count?: number },
): Promise<string> {
  return awaitCondition(`a link to ${page} for ${address}`, async () => {
    const mails = await awaitMails(app, address, count);
    const links = mails.flatMap(({ text }) => {
      const [, token] =
        new RegExp(`https://app\\.travobooks\\.test/${page}#token=(\\S+)`).exec(text) ?? [];
      return token === undefined ? [] : [token];
    });
    return links.at(-1);
  });
}
