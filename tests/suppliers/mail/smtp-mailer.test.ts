import { createHash } from "node:crypto";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";

import type { SMTPServerOptions } from "smtp-server";
import { SMTPServer } from "smtp-server";

import { createMessageId } from "../../../suppliers/mail/message-id";
import { startSmtpSink } from "../../../suppliers/mail/sandbox";
import { openMailer } from "../../../suppliers/mail/smtp-mailer";
import type { SinkFixture } from "./sink";
import { from, newMail, startSink } from "./sink";

describe("Mailer.send", () => {
  let fixture: SinkFixture;

  beforeEach(async () => {
    fixture = await startSink({
      timeouts: { silenceMs: 1_000, greetingMs: 1_000, totalMs: 5_000 },
    });
  });
  afterEach(() => fixture.stop());

  const listed = async () => (await fixture.ask("/messages")).messages;

  test("delivers text, HTML, bytes and streams under the caller's Message-ID", async () => {
    const pdf = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));
    const outcome = await fixture.mailer.send(
      newMail("full", {
        subject: "টিকিট – Café Zürich → Đà Nẵng, a subject long enough to be folded over lines",
        text: "Ångström\nline two = 100 %\n.\ndot",
        html: "<p>Ångström</p>",
        headers: { "Auto-Submitted": "auto-generated" },
        attachments: [
          { fileName: "e-ticket Łukasz.pdf", contentType: "application/pdf", content: pdf },
          {
            fileName: "terms.txt",
            contentType: "text/plain; charset=utf-8",
            content: () => Readable.from([Buffer.from("terms "), Buffer.from("and conditions")]),
          },
        ],
      }),
    );
    expect(outcome).toMatchObject({ kind: "accepted", refusedRecipients: [] });
    const [mail] = await listed();
    const shown = await fixture.ask(`/messages/${mail?.id}`);
    expect(shown).toMatchObject({
      messageId: "<full@travobooks.example>",
      from: "Meghna Travels <tickets@meghna.example>",
      to: "Karim Rahman <karim@example.com>",
      subject: "টিকিট – Café Zürich → Đà Nẵng, a subject long enough to be folded over lines",
      text: "Ångström\r\nline two = 100 %\r\n.\r\ndot",
      html: "<p>Ångström</p>",
      attachments: [
        { fileName: "e-ticket Łukasz.pdf", sizeBytes: 300_000, sha256: sha256(pdf) },
        { fileName: "terms.txt", sizeBytes: 20, contentType: "text/plain" },
      ],
    });
    expect(shown["headers"]).toMatchObject({ "auto-submitted": ["auto-generated"] });
  });

  test("keeps one connection for many mails and loses none", async () => {
    const ids = Array.from({ length: 50 }, (_, index) => `many-${index}`);
    const outcomes = await Promise.all(ids.map((id) => fixture.mailer.send(newMail(id))));
    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(["accepted"]));
    const { count, duplicates } = await fixture.ask("/messages");
    expect({ count, duplicates }).toEqual({ count: 50, duplicates: [] });
  });

  test.each(["mail", "recipient", "data"])("tells a 5xx at %s as refused", async (at) => {
    await fixture.addFault({ kind: "refuse", at, code: 554, text: "no such luck" });
    const outcome = await fixture.mailer.send(newMail("refused"));
    expect(outcome).toMatchObject({ kind: "refused", code: 554 });
    expect(outcome).toHaveProperty("reason", expect.stringContaining("no such luck"));
    expect(await listed()).toHaveLength(0);
  });

  test.each(["connect", "mail", "recipient", "data"])(
    "tells a 4xx at %s as not done",
    async (at) => {
      await fixture.addFault({ kind: "refuse", at, code: 451 });
      await expect(fixture.mailer.send(newMail("later"))).resolves.toMatchObject({
        kind: "notDone",
        code: 451,
      });
      await expect(fixture.mailer.send(newMail("later"))).resolves.toMatchObject({
        kind: "accepted",
      });
      expect(await listed()).toHaveLength(1);
    },
  );

  test("tells a 5xx greeting as not done: it says nothing about the mail", async () => {
    await fixture.addFault({ kind: "refuse", at: "connect", code: 554 });
    await expect(fixture.mailer.send(newMail("greeting"))).resolves.toMatchObject({
      kind: "notDone",
      code: 554,
    });
  });

  test("names the recipients refused among those taken", async () => {
    await fixture.addFault({ kind: "refuse", at: "recipient", code: 550, to: "gone@example.com" });
    const to = [{ address: "karim@example.com" }, { address: "gone@example.com" }];
    await expect(fixture.mailer.send(newMail("partly", { to }))).resolves.toMatchObject({
      kind: "accepted",
      refusedRecipients: [{ address: "gone@example.com", code: 550 }],
    });
  });

  test.each(["connect", "mail", "recipient"])(
    "tells a connection lost at %s as not done",
    async (at) => {
      await fixture.addFault({ kind: "drop", at, times: 5 });
      await expect(fixture.mailer.send(newMail("lost"))).resolves.toMatchObject({
        kind: "notDone",
      });
      expect(await listed()).toHaveLength(0);
    },
  );

  test("tells a connection lost with the message as unknown: it was not stored", async () => {
    await fixture.addFault({ kind: "drop", at: "data" });
    await expect(fixture.mailer.send(newMail("lost"))).resolves.toMatchObject({ kind: "unknown" });
    expect(await listed()).toHaveLength(0);
  });

  test("tells a lost answer as unknown and sends nothing twice: it was stored", async () => {
    await fixture.addFault({ kind: "drop", at: "reply" });
    await expect(fixture.mailer.send(newMail("lost"))).resolves.toMatchObject({ kind: "unknown" });
    expect(await listed()).toHaveLength(1);
  });

  test("tells an answer that comes too late as unknown, on a used connection as well", async () => {
    await fixture.mailer.send(newMail("first"));
    await fixture.addFault({ kind: "delay", at: "reply", delayMs: 3_000 });
    await expect(fixture.mailer.send(newMail("slow"))).resolves.toMatchObject({ kind: "unknown" });
  });

  test("tells a silence before the message as not done", async () => {
    await fixture.addFault({ kind: "delay", at: "mail", delayMs: 3_000 });
    await expect(fixture.mailer.send(newMail("slow"))).resolves.toMatchObject({ kind: "notDone" });
  });

  test("tells a server that isn't there as not done", async () => {
    const port = await findFreePort();
    const mailer = openMailer(`smtp://127.0.0.1:${port}`, { from });
    await expect(mailer.send(newMail("nobody"))).resolves.toMatchObject({ kind: "notDone" });
    mailer.close();
  });

  test("does not notice a server that was restarted between two mails", async () => {
    const { sink, folder, mailer } = fixture;
    await mailer.send(newMail("before"));
    await sink.stop();
    const again = await startSmtpSink({ smtpPort: sink.smtpPort, controlPort: 0, folder });
    await expect(mailer.send(newMail("after"))).resolves.toMatchObject({ kind: "accepted" });
    const mails = (await (await fetch(`${again.controlUrl}/messages`)).json()) as object;
    expect(mails).toMatchObject({ count: 2, duplicates: [] });
    await again.stop();
  });

  test("ends a server that trickles its answer, by the clock of the whole mail", async () => {
    const server = await startTrickler();
    const mailer = openMailer(`smtp://127.0.0.1:${server.port}`, {
      from,
      timeouts: { totalMs: 500, greetingMs: 5_000, silenceMs: 5_000 },
    });
    await expect(mailer.send(newMail("trickle"))).resolves.toMatchObject({ kind: "notDone" });
    mailer.close();
    server.stop();
  });

  test("tells an attachment that could not be read as not done, and sends no half mail", async () => {
    const attachments = [{ fileName: "a.pdf", contentType: "application/pdf", content: openTorn }];
    await expect(fixture.mailer.send(newMail("torn", { attachments }))).resolves.toMatchObject({
      kind: "notDone",
    });
    expect(await listed()).toHaveLength(0);
  });

  test.each([
    ["a subject with a line break", { subject: "Hello\r\nBcc: all@example.com" }],
    [
      "a recipient with a line break",
      { to: [{ address: "a@example.com\r\nRCPT TO:<b@c.example>" }] },
    ],
    ["two recipients in one", { to: [{ address: "a@example.com,b@example.com" }] }],
    ["no recipient", { to: [] }],
    ["a name with a line break", { to: [{ name: "A\nBcc: x@y.example", address: "a@b.example" }] }],
    ["a header with a line break", { headers: { "X-Note": "a\r\nBcc: x@y.example" } }],
    ["a header name with a line break", { headers: { "X\r\nBcc": "x@y.example" } }],
    ["a header of ours", { headers: { Bcc: "x@y.example" } }],
    ["a Message-ID without brackets", { messageId: "abc@example.com" }],
    [
      "a file name with a path",
      { attachments: [{ fileName: "../a", contentType: "text/plain", content: Buffer.from("") }] },
    ],
  ])("refuses %s without asking a server", async (_name, changes) => {
    const outcome = await fixture.mailer.send(newMail("bad", changes));
    expect(outcome.kind).toBe("refused");
    expect(outcome).not.toHaveProperty("code");
    expect(await listed()).toHaveLength(0);
  });
});

describe("openMailer", () => {
  test.each([
    "",
    "http://127.0.0.1",
    "smtp://",
    "smtp://127.0.0.1?tls=no",
    "smtp://h?requireTls=1",
  ])("refuses the URL %j", (url) => {
    expect(() => openMailer(url, { from })).toThrow(TypeError);
  });

  test("does not talk in the clear where TLS is required", async () => {
    const { sink, stop } = await startSink();
    const mailer = openMailer(`${sink.smtpUrl}?requireTls=true`, { from });
    await expect(mailer.send(newMail("clear"))).resolves.toMatchObject({ kind: "notDone" });
    mailer.close();
    await stop();
  });
});

describe("openMailer against a server with TLS or a login", () => {
  test("does not trust a certificate that nobody signed", async () => {
    const server = await startServer({ secure: true, authOptional: true });
    const mailer = openMailer(`smtps://127.0.0.1:${server.port}`, { from });
    const outcome = await mailer.send(newMail("tls"));
    expect(outcome.kind).toBe("notDone");
    expect(outcome).toHaveProperty("reason", expect.stringMatching(/self.signed|certificate/i));
    mailer.close();
    await server.stop();
  });

  test("logs in, and tells a refused login as not done: the mail can go once it is mended", async () => {
    const server = await startServer({
      allowInsecureAuth: true,
      onAuth: ({ username, password }, _session, done) => {
        if (username === "desk" && password === "a/b") done(null, { user: "desk" });
        else done(new Error("no"));
      },
      onData: (stream, _session, done) => stream.resume().once("end", () => done()),
    });
    const good = openMailer(`smtp://desk:a%2Fb@127.0.0.1:${server.port}`, { from });
    await expect(good.send(newMail("in"))).resolves.toMatchObject({ kind: "accepted" });
    const bad = openMailer(`smtp://desk:wrong@127.0.0.1:${server.port}`, { from });
    await expect(bad.send(newMail("out"))).resolves.toMatchObject({ kind: "notDone", code: 535 });
    good.close();
    bad.close();
    await server.stop();
  });
});

describe("createMessageId", () => {
  test("is the same for the same parts and tells parts apart", () => {
    const id = createMessageId(["evt_1", "email", "karim@example.com"], "travobooks.example");
    expect(id).toBe(createMessageId(["evt_1", "email", "karim@example.com"], "travobooks.example"));
    expect(id).toMatch(/^<[0-9a-f]{40}@travobooks\.example>$/);
    expect(createMessageId(["a", "bc"], "x.example")).not.toBe(
      createMessageId(["ab", "c"], "x.example"),
    );
  });
});

function sha256(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

async function startServer(options: SMTPServerOptions) {
  const server = new SMTPServer({ ...options, hideSTARTTLS: true, logger: false });
  // A client that ends the handshake is what is tested here.
  server.on("error", () => {});
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.server.address() as AddressInfo;
  return { port, stop: () => new Promise<void>((resolve) => server.close(resolve)) };
}

function openTorn(): Readable {
  return new Readable({
    read() {
      this.destroy(new Error("the store is gone"));
    },
  });
}

async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return port;
}

/** Greets with one byte every 50 ms: never silent, never done. */
async function startTrickler() {
  const server = createServer((socket) => {
    const timer = setInterval(() => socket.write("2"), 50);
    socket.on("close", () => clearInterval(timer));
    socket.on("error", () => clearInterval(timer));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return { port: (server.address() as AddressInfo).port, stop: () => server.close() };
}
