import { randomUUID } from "node:crypto";

import { createServerless, type Server } from "soap";

import { invariant } from "../../../domain/invariant";
import type { Answer } from "../../sandbox/delivery";
import { escapeXml } from "../../xml/read-xml";
import { type AmadeusOperation, amadeusOperations } from "../config";
import { addressingNamespace, buildSessionHeader } from "../session-header";
import { buildWsdl, portName, serviceName } from "../wsdl/service";
import type { SandboxFault } from "./admit-request";
import type { SandboxSession } from "./sessions";

/** One SOAP request on its way through soap's server, which knows nothing of it. */
export interface Exchange {
  readonly traceparent: string | undefined;
  readonly receivedAt: Date;
  /** Set by the handler. */
  replyHeader: ReplyHeader | undefined;
}

export interface ReplyHeader {
  readonly relatesTo: string;
  readonly action: string;
  readonly step: string;
  readonly session: SandboxSession | undefined;
}

export type Reply =
  | { readonly kind: "body"; readonly xml: string }
  | { readonly kind: "fault"; readonly fault: SandboxFault };

export type HandleOperation = (
  operation: AmadeusOperation,
  body: unknown,
  header: unknown,
  exchange: Exchange,
) => Reply;

export interface SoapService {
  readonly wsdl: string;
  process(
    xml: string,
    headers: Readonly<Record<string, unknown>>,
    exchange: Exchange,
  ): Promise<Answer>;
}

/** soap's server without its HTTP part: how an answer is sent is the sandbox's own business. */
export async function createSoapService(
  url: string,
  handle: HandleOperation,
): Promise<SoapService> {
  const wsdl = buildWsdl(url);
  const methods = Object.fromEntries(
    amadeusOperations.map((operation) => [operation, toMethod(operation, handle)]),
  );
  const server = await startServer(wsdl, { [serviceName]: { [portName]: methods } });
  return {
    wsdl,
    process: async (xml, headers, exchange) => {
      const { body, statusCode } = await server.processRequest(xml, {
        headers,
        connection: exchange,
      });
      const header = renderReplyHeader(exchange.replyHeader, url);
      return { status: statusCode, body: body.replace("<soap:Body", `${header}<soap:Body`) };
    },
  };
}

type Services = Parameters<typeof createServerless>[0]["services"];

async function startServer(xml: string, services: Services): Promise<Server> {
  return new Promise((resolve, reject) => {
    const callback = (error: unknown, server: Server): void => {
      if (error == null) resolve(server);
      else reject(new Error("soap could not read our WSDL", { cause: error }));
    };
    createServerless({ path: "/", services, xml, callback, suppressStack: true }).catch(reject);
  });
}

type SoapMethod = (
  body: unknown,
  callback: ((result: unknown) => void) | undefined,
  header: unknown,
  request: { readonly connection: Exchange },
) => void;

function toMethod(operation: AmadeusOperation, handle: HandleOperation): SoapMethod {
  return (body, callback, header, { connection: exchange }) => {
    invariant(callback !== undefined, "soap gives a callback");
    const reply = handle(operation, body, header, exchange);
    callback(reply.kind === "fault" ? toSoapFault(reply.fault) : { _xml: reply.xml });
  };
}

function toSoapFault({ faultCode, faultString, detail }: SandboxFault): object {
  return {
    Fault: {
      faultcode: faultCode,
      faultstring: faultString,
      ...(detail === undefined ? {} : { detail }),
      statusCode: 500,
    },
  };
}

/** Amadeus answers with its own message id, and says which request it answers. */
function renderReplyHeader(header: ReplyHeader | undefined, url: string): string {
  if (header === undefined) return "";
  const { relatesTo, action, step, session } = header;
  const replyStep = step === "End" ? "End" : "InSeries";
  const sessionHeader = session === undefined ? "" : buildSessionHeader(replyStep, session);
  return (
    `<soap:Header><wsa:To xmlns:wsa="${addressingNamespace}">${addressingNamespace}/anonymous</wsa:To>` +
    `<wsa:From xmlns:wsa="${addressingNamespace}"><wsa:Address>${escapeXml(url)}</wsa:Address></wsa:From>` +
    `<wsa:Action xmlns:wsa="${addressingNamespace}">${escapeXml(action)}</wsa:Action>` +
    `<wsa:MessageID xmlns:wsa="${addressingNamespace}">urn:uuid:${randomUUID()}</wsa:MessageID>` +
    `<wsa:RelatesTo xmlns:wsa="${addressingNamespace}"` +
    ` RelationshipType="${addressingNamespace}/reply">${escapeXml(relatesTo)}</wsa:RelatesTo>` +
    `${sessionHeader}</soap:Header>`
  );
}
