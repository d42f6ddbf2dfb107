import { randomUUID } from "node:crypto";

import {
  context,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";

import { exchangeHttp } from "../http/exchange-http";
import { acquireAgents } from "../http/http-agents";
import { type SupplierExchange, tellExchange } from "../http/supplier-exchange";
import type { AmadeusClientConfig, AmadeusOperation } from "./config";
import { type CallResult, readAnswer } from "./read-answer";
import { redactSoap } from "./redact-soap";
import { buildSecurityHeader, hashPassword } from "./security-header";
import {
  buildAddressingHeader,
  buildSessionHeader,
  type SessionState,
  type SessionStep,
} from "./session-header";
import { getSoapRequestBuilder, type RequestBody } from "./soap-request";

export interface AmadeusCall {
  readonly operation: AmadeusOperation;
  readonly body: RequestBody;
  readonly step: SessionStep;
  /** The conversation so far; this call is the next in it. */
  readonly session?: SessionState | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs: number;
}

export interface AmadeusConnection {
  call(call: AmadeusCall): Promise<CallResult>;
  close(): void;
}

const tracer = trace.getTracer("travobooks.suppliers.amadeus");

/** Sends one SOAP message at a time for an office; it keeps no session, its caller does. */
export function connectToAmadeus(config: AmadeusClientConfig): AmadeusConnection {
  const passwordHash = hashPassword(config.password);
  const url = new URL(config.endpoint);
  const shared = acquireAgents();
  // Read ahead, so that the first call does not wait for it; a failure shows in that call.
  getSoapRequestBuilder(config.wsdlLocation).catch(toError);
  const buildHeader = (call: AmadeusCall, messageId: string, action: string): string =>
    buildAddressingHeader({ messageId, action, to: config.endpoint }) +
    buildSessionHeader(call.step, call.session) +
    (call.session === undefined ? buildSecurityHeader(config, passwordHash, new Date()) : "");

  const send = async (call: AmadeusCall, span: Span): Promise<CallResult> => {
    const builder = await getSoapRequestBuilder(config.wsdlLocation).catch(toError);
    if (builder instanceof Error) return notSent(`no usable WSDL: ${builder.message}`);
    const messageId = randomUUID();
    const request = builder.build(call.operation, call.body, (action) =>
      buildHeader(call, messageId, action),
    );
    const startedMs = performance.now();
    const sent = {
      url,
      headers: { ...request.headers, ...traceHeaders(span) },
      body: request.xml,
      timeoutMs: call.timeoutMs,
      signal: call.signal,
    };
    const answer = await exchangeHttp(shared.agents, sent);
    const sessionId = call.session?.sessionId;
    const result = readAnswer(answer, { operation: call.operation, messageId, sessionId });
    tellExchange(config.onExchange, {
      operation: call.operation,
      request: sent,
      digested: bodyOf(request.xml),
      answer,
      startedMs,
      outcome: toExchangeOutcome(result),
      redact: redactSoap,
      secrets: [config.password],
    });
    return result;
  };

  return {
    call: async (call) => {
      const span = tracer.startSpan(`Amadeus ${call.operation}`, {
        kind: SpanKind.CLIENT,
        attributes: {
          "rpc.system": "soap",
          "rpc.method": call.operation,
          "server.address": url.hostname,
        },
      });
      try {
        const result = await send(call, span);
        if (result.kind === "noAnswer") {
          span.setStatus({ code: SpanStatusCode.ERROR, message: result.message });
        }
        return result;
      } finally {
        span.end();
      }
    },
    close: shared.release,
  };
}

function traceHeaders(span: Span): Record<string, string> {
  const carrier: Record<string, string> = {};
  propagation.inject(trace.setSpan(context.active(), span), carrier);
  return carrier;
}

function notSent(message: string): CallResult {
  return { kind: "noAnswer", sent: false, message };
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/** The header changes with every call, the body is what was asked. */
function bodyOf(xml: string): string {
  return xml.slice(xml.indexOf("<soap:Body"));
}

function toExchangeOutcome(result: CallResult): SupplierExchange["outcome"] {
  if (result.kind !== "noAnswer") return result.kind;
  return result.sent ? "noAnswer" : "notSent";
}
