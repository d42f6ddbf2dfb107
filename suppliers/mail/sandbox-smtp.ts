import type { Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

import type { SMTPServerSession } from "smtp-server";
import { SMTPServer } from "smtp-server";

import type { FaultList, FaultStage } from "./sandbox-faults";
import type { SinkStore } from "./sandbox-store";

export interface SmtpSinkDeps {
  readonly store: SinkStore;
  readonly faults: FaultList;
  readonly now: () => Date;
}

type Answer = (error?: Error | null, text?: string) => void;

const sizeBytesMax = 30 * 1024 * 1024;

/** Takes every mail for everyone; speaks plain SMTP, since it listens on the loopback only. */
export function createSmtpSink(deps: SmtpSinkDeps): SMTPServer {
  const { sockets, watch } = createSockets();
  const pass = (at: FaultStage, session: SMTPServerSession, recipients: readonly string[]) =>
    strikeFaults(deps.faults.take(at, recipients), () =>
      sockets.get(session.remotePort)?.destroy(),
    );
  const server = new SMTPServer({
    size: sizeBytesMax,
    disabledCommands: ["AUTH", "STARTTLS"],
    disableReverseLookup: true,
    closeTimeout: 1_000,
    onConnect: (session, done) => void answer(pass("connect", session, []), done),
    onMailFrom: (_address, session, done) => void answer(pass("mail", session, []), done),
    onRcptTo: ({ address }, session, done) =>
      void answer(pass("recipient", session, [address]), done),
    onData: (stream, session, done) => {
      const recipients = session.envelope.rcptTo.map(({ address }) => address);
      void answer(receive(stream, session, recipients), done);
    },
  });
  watch(server);
  return server;

  async function receive(
    stream: AsyncIterable<Buffer>,
    session: SMTPServerSession,
    recipients: readonly string[],
  ): Promise<Passed> {
    const raw = await readMessage(stream);
    if (!raw) return { code: 552, text: `more than ${sizeBytesMax} bytes` };
    const refused = await pass("data", session, recipients);
    if (refused !== "go") return refused;
    const { mailFrom } = session.envelope;
    const sender = mailFrom === false ? "" : mailFrom.address;
    await deps.store.append({ sender, recipients, raw, receivedAt: deps.now().toISOString() });
    return pass("reply", session, recipients);
  }
}

/** `silent`: the connection is gone, nobody is answered. */
type Passed = "go" | "silent" | { readonly code: number; readonly text: string };

async function strikeFaults(faults: ReturnType<FaultList["take"]>, drop: () => void) {
  for (const fault of faults) {
    if (fault.kind === "delay") await delay(fault.delayMs);
    if (fault.kind === "refuse") return { code: fault.code, text: fault.text };
    if (fault.kind === "drop") {
      drop();
      return "silent";
    }
  }
  return "go";
}

async function answer(passing: Promise<Passed>, done: Answer): Promise<void> {
  const passed = await settle(passing);
  if (passed === "go") done(null);
  else if (passed !== "silent") {
    done(Object.assign(new Error(passed.text), { responseCode: passed.code }));
  }
}

async function settle(passing: Promise<Passed>): Promise<Passed> {
  try {
    return await passing;
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    return { code: 451, text: `not stored: ${cause}` };
  }
}

/** Reads to the end even of what is too large, as the protocol wants, without keeping it. */
async function readMessage(stream: AsyncIterable<Buffer>): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of stream) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes <= sizeBytesMax) chunks.push(chunk);
  }
  return sizeBytes <= sizeBytesMax ? Buffer.concat(chunks) : undefined;
}

/** smtp-server hands out no socket; a client is told by its port, since all are on the loopback. */
function createSockets() {
  const sockets = new Map<number, Socket>();
  const watch = ({ server }: SMTPServer) => {
    server.on("connection", (socket: Socket) => {
      const { remotePort } = socket;
      if (remotePort === undefined) return;
      sockets.set(remotePort, socket);
      socket.once("close", () => sockets.delete(remotePort));
    });
  };
  return { sockets, watch };
}
