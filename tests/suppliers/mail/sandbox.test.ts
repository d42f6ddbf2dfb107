import { appendFile, readFile } from "node:fs/promises";
import { join } from "node:path";

import { startSmtpSink } from "../../../suppliers/mail/sandbox";
import type { SinkFixture } from "./sink";
import { newMail, startSink } from "./sink";

describe("startSmtpSink", () => {
  let fixture: SinkFixture;

  beforeEach(async () => {
    fixture = await startSink();
  });
  afterEach(() => fixture.stop());

  test("lists by recipient and by Message-ID", async () => {
    await fixture.mailer.send(newMail("one"));
    await fixture.mailer.send(newMail("two", { to: [{ address: "Rahima@Example.com" }] }));
    const byRecipient = await fixture.ask("/messages?to=rahima@example.com");
    expect(byRecipient.messages.map(({ messageId }) => messageId)).toEqual([
      "<two@travobooks.example>",
    ]);
    const id = encodeURIComponent("<one@travobooks.example>");
    await expect(fixture.ask(`/messages?messageId=${id}`)).resolves.toMatchObject({ count: 1 });
  });

  test("keeps duplicates and reports them", async () => {
    await fixture.mailer.send(newMail("twice"));
    await fixture.mailer.send(newMail("once"));
    await fixture.mailer.send(newMail("twice"));
    const { messages, duplicates } = await fixture.ask("/messages");
    expect(messages.map(({ copy, copies }) => [copy, copies])).toEqual([
      [1, 2],
      [1, 1],
      [2, 2],
    ]);
    expect(duplicates).toEqual([{ messageId: "<twice@travobooks.example>", copies: 2 }]);
  });

  test("gives the raw mail and its attachments as they came", async () => {
    const content = Buffer.from("%PDF-1.7 body");
    const attachments = [{ fileName: "t.pdf", contentType: "application/pdf", content }];
    await fixture.mailer.send(newMail("raw", { attachments }));
    const raw = await fetch(`${fixture.sink.controlUrl}/messages/000001/raw`);
    expect(raw.headers.get("content-type")).toBe("message/rfc822");
    expect(await raw.text()).toContain("Message-ID: <raw@travobooks.example>");
    const file = await fetch(`${fixture.sink.controlUrl}/messages/000001/attachments/0`);
    expect(await file.text()).toBe("%PDF-1.7 body");
  });

  test("shows a page on which hostile mails are harmless", async () => {
    await fixture.mailer.send(newMail("x", { subject: "<script>alert(1)</script>" }));
    const page = await fetch(fixture.sink.controlUrl);
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    const html = await page.text();
    expect(html).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
    expect(html).not.toContain("<script");
  });

  test("answers health, unknown paths, unknown mails and bad faults", async () => {
    await expect(fixture.ask("/healthz")).resolves.toEqual({ status: "ok" });
    const statusOf = async (path: string, init: RequestInit = {}) =>
      (await fetch(fixture.sink.controlUrl + path, init)).status;
    expect(await statusOf("/nothing")).toBe(404);
    expect(await statusOf("/messages/999999")).toBe(404);
    expect(await statusOf("/messages/..%2f..%2fetc%2fpasswd/raw")).toBe(404);
    expect(await statusOf("/faults", { method: "POST", body: "{" })).toBe(400);
    expect(await statusOf("/faults", { method: "POST", body: '{"kind":"explode"}' })).toBe(400);
  });

  test("lists and clears faults, and strikes each as often as it was told", async () => {
    await fixture.addFault({ kind: "refuse", at: "data", code: 552, times: 2 });
    await fixture.mailer.send(newMail("a"));
    await expect(fixture.ask("/faults")).resolves.toMatchObject({ faults: [{ times: 1 }] });
    await fetch(`${fixture.sink.controlUrl}/faults`, { method: "DELETE" });
    await expect(fixture.mailer.send(newMail("b"))).resolves.toMatchObject({ kind: "accepted" });
  });

  test("forgets all mails when told, and never gives a number twice", async () => {
    await fixture.mailer.send(newMail("one"));
    await fetch(`${fixture.sink.controlUrl}/messages`, { method: "DELETE" });
    await expect(fixture.ask("/messages")).resolves.toMatchObject({ count: 0 });
    await fixture.mailer.send(newMail("two"));
    const { messages } = await fixture.ask("/messages");
    expect(messages.map(({ id }) => id)).toEqual(["000002"]);
  });

  test("remembers across a restart, and drops a line that was cut short", async () => {
    await fixture.mailer.send(newMail("kept"));
    const { folder } = fixture;
    await appendFile(join(folder, "mails.jsonl"), '{"kind":"mail","id":"0000');
    const again = await startSmtpSink({ smtpPort: 0, controlPort: 0, folder });
    const listed = (await (await fetch(`${again.controlUrl}/messages`)).json()) as object;
    expect(listed).toMatchObject({ count: 1, messages: [{ id: "000001" }] });
    expect(await readFile(join(folder, "mails.jsonl"), "utf8")).toMatch(/\}\n$/);
    await again.stop();
  });

  test("takes no mail above its size and says so", async () => {
    const content = Buffer.alloc(24 * 1024 * 1024);
    const attachments = [{ fileName: "big.bin", contentType: "application/zip", content }];
    await expect(fixture.mailer.send(newMail("big", { attachments }))).resolves.toMatchObject({
      kind: "refused",
      code: 552,
    });
  });
});
