import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";

import { z } from "zod";

import type { ParsedMail } from "./mime";
import { parseMail } from "./mime";
import type { FaultList } from "./sandbox-faults";
import { faultSchema } from "./sandbox-faults";
import { renderMailList } from "./sandbox-page";
import type { SinkMail, SinkStore } from "./sandbox-store";

export interface ControlDeps {
  readonly store: SinkStore;
  readonly faults: FaultList;
  readonly now: () => Date;
}

interface Reply {
  readonly status: number;
  readonly contentType?: string;
  readonly body?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

const requestBytesMax = 64 * 1024;

/** The second port of the sink, for tests and for people. */
export function createControlServer(deps: ControlDeps): Server {
  return createServer((request, response) => {
    route(deps, request).then(
      (reply) => send(response, reply),
      (error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        send(response, json(500, { error: message }));
      },
    );
  });
}

async function route(deps: ControlDeps, request: IncomingMessage): Promise<Reply> {
  const url = new URL(request.url ?? "/", "http://sink");
  const [, noun = "", id, detail, index] = url.pathname.split("/");
  const call = `${request.method} ${noun}${id === undefined ? "" : "/*"}`;
  switch (call) {
    case "GET healthz":
      return json(200, { status: "ok" });
    case "GET ":
      return html(renderMailList(withCopies(deps.store.list())));
    case "GET messages":
      return json(200, listMails(deps.store.list(), url.searchParams));
    case "DELETE messages":
      await deps.store.clear(deps.now().toISOString());
      return { status: 204 };
    case "GET messages/*":
      return showMail(deps.store, { id: id ?? "", detail, index });
    case "GET faults":
      return json(200, { faults: deps.faults.list() });
    case "POST faults":
      return addFault(deps.faults, request);
    case "DELETE faults":
      deps.faults.clear();
      return { status: 204 };
    default:
      return json(404, { error: "There is nothing here." });
  }
}

interface MailFilter {
  readonly id: string;
  readonly detail: string | undefined;
  readonly index: string | undefined;
}

async function showMail(store: SinkStore, { id, detail, index }: MailFilter): Promise<Reply> {
  const mail = withCopies(store.list()).find((candidate) => candidate.id === id);
  if (!mail) return json(404, { error: `There is no mail ${id}.` });
  const raw = await store.readRaw(mail);
  if (detail === "raw") return download(raw, { name: `${id}.eml`, type: "message/rfc822" });
  const parsed = parseMail(raw);
  if (detail === "html") return html(parsed.html);
  if (detail === "attachments") return showAttachment(parsed, Number(index));
  return json(200, { ...mail, ...withoutContent(parsed) });
}

function showAttachment({ attachments }: ParsedMail, index: number): Reply {
  const attachment = attachments[index];
  if (!attachment) return json(404, { error: "There is no such attachment." });
  const { fileName, content } = attachment;
  return download(content, { name: fileName, type: attachment.contentType });
}

function withoutContent({ attachments, headers, ...mail }: ParsedMail) {
  return {
    ...mail,
    headers: Object.fromEntries(headers),
    attachments: attachments.map(({ content: _content, ...rest }) => rest),
  };
}

/** Each mail with how many have its Message-ID, and which of them it is. */
function withCopies(mails: readonly SinkMail[]) {
  const seen = new Map<string, number>();
  const counted = mails.map((mail) => {
    const copy = (seen.get(mail.messageId) ?? 0) + 1;
    seen.set(mail.messageId, copy);
    return { ...mail, copy };
  });
  return counted.map((mail) => ({ ...mail, copies: seen.get(mail.messageId) ?? 1 }));
}

function listMails(all: readonly SinkMail[], query: URLSearchParams) {
  const to = query.get("to")?.toLowerCase();
  const messageId = query.get("messageId");
  const messages = withCopies(all).filter(
    (mail) =>
      (to === undefined || mail.recipients.some((one) => one.toLowerCase() === to)) &&
      (messageId === null || mail.messageId === messageId),
  );
  const duplicates = messages
    .filter(({ copy, copies }) => copies > 1 && copy === copies)
    .map(({ messageId: duplicate, copies }) => ({ messageId: duplicate, copies }));
  return { count: messages.length, messages, duplicates };
}

async function addFault(faults: FaultList, request: IncomingMessage): Promise<Reply> {
  if (Number(request.headers["content-length"] ?? 0) > requestBytesMax) {
    return json(413, { error: "A fault is a small JSON object." });
  }
  const parsed = faultSchema.safeParse(parseJson(await text(request)));
  if (!parsed.success) return json(400, { error: z.prettifyError(parsed.error) });
  faults.add(parsed.data);
  return json(201, parsed.data);
}

function parseJson(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    return undefined;
  }
}

function json(status: number, value: unknown): Reply {
  return { status, contentType: "application/json", body: `${JSON.stringify(value, null, 2)}\n` };
}

/** Mails are other people's HTML: no script, no form, nothing loaded from elsewhere. */
function html(body: string): Reply {
  const policy = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:";
  return {
    status: 200,
    contentType: "text/html; charset=utf-8",
    body,
    headers: { "content-security-policy": policy },
  };
}

function download(body: Buffer, { name, type }: { name: string; type: string }): Reply {
  const disposition = `attachment; filename*=UTF-8''${encodeURIComponent(name)}`;
  const contentType = /^[\w.+-]+\/[\w.+-]+$/.test(type) ? type : "application/octet-stream";
  return { status: 200, contentType, body, headers: { "content-disposition": disposition } };
}

function send(response: ServerResponse, { status, contentType, body, headers }: Reply): void {
  response.writeHead(status, {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    ...(contentType === undefined ? {} : { "content-type": contentType }),
    ...headers,
  });
  response.end(body);
}
