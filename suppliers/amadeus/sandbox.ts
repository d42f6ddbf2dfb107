import { createOutbox, type Delivery } from "../sandbox/delivery";
import { createNonceBook } from "./sandbox/admit-request";
import { handleControl } from "./sandbox/control";
import { defaultAccount } from "./sandbox/default-account";
import { createOperationHandler } from "./sandbox/handle-operation";
import { listen, type SandboxRoutes } from "./sandbox/http-server";
import { createSessionBook } from "./sandbox/sessions";
import { createSoapService, type Exchange } from "./sandbox/soap-service";
import { accountKey, type JournalEntry } from "./sandbox/state";
import { openStore } from "./sandbox/store";

export interface AmadeusSandboxOptions {
  /** 0 takes a free port. */
  readonly port: number;
  readonly host: string;
  /** Holds the log of everything that happened; made where it is missing. */
  readonly stateDirectory: string;
  readonly log?: (entry: JournalEntry) => void;
}

export interface AmadeusSandbox {
  /** The access point: what a partner stores as `endpoint`. */
  readonly url: string;
  readonly wsdlUrl: string;
  readonly controlUrl: string;
  close(): Promise<void>;
}

const accessPoint = "1ASIWTVBSBX";

/** Amadeus as integrators need it: a real SOAP server with a memory, that fails on request. */
export async function startAmadeusSandbox(options: AmadeusSandboxOptions): Promise<AmadeusSandbox> {
  const store = openStore(options.stateDirectory);
  const { officeId, username } = defaultAccount;
  if (!store.state.accounts.has(accountKey(officeId, username))) {
    store.append({ type: "account", account: defaultAccount });
  }
  const sessions = createSessionBook();
  const outbox = createOutbox();
  const lateWork = new Set<NodeJS.Timeout>();
  const deliveries = new WeakMap<Exchange, Delivery>();
  const handle = createOperationHandler({
    store,
    sessions,
    nonces: createNonceBook(),
    setDelivery: (exchange, delivery) => deliveries.set(exchange, delivery),
    runLater: (delayMs, run) => lateWork.add(setTimeout(run, delayMs)),
    log: options.log ?? (() => {}),
  });
  const createRoutes = async (port: number): Promise<SandboxRoutes> => {
    const service = await createSoapService(
      `${toBaseUrl(options.host, port)}/${accessPoint}`,
      handle,
    );
    return {
      wsdl: service.wsdl,
      control: (request) => handleControl(request, { store, endSessions: sessions.clear }),
      soap: async (xml, request, response) => {
        const { headers } = request;
        const traceparent =
          typeof headers["traceparent"] === "string" ? headers["traceparent"] : undefined;
        const exchange: Exchange = { traceparent, receivedAt: new Date(), replyHeader: undefined };
        const answer = await service.process(xml, headers, exchange);
        outbox.deliver(response, answer, deliveries.get(exchange) ?? { kind: "normal" });
      },
    };
  };
  const server = await listen(options, createRoutes).catch((error: unknown) => {
    store.close();
    throw error;
  });
  const baseUrl = toBaseUrl(options.host, server.port);
  return {
    url: `${baseUrl}/${accessPoint}`,
    wsdlUrl: `${baseUrl}/wsdl`,
    controlUrl: `${baseUrl}/control`,
    close: async () => {
      outbox.stop();
      for (const timer of lateWork) clearTimeout(timer);
      await server.close();
      store.close();
    },
  };
}

function toBaseUrl(host: string, port: number): string {
  const name = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  return `http://${name.includes(":") ? `[${name}]` : name}:${port}`;
}
