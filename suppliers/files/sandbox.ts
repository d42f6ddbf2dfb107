import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { Socket } from "node:net";
import { createServer as createSocketServer } from "node:net";
import { buffer } from "node:stream/consumers";

import type { AuthContext, Connection, PublicKeyAuthContext } from "ssh2";
import { Server, utils } from "ssh2";
import { z } from "zod";

import { listenOn } from "../sandbox/http-listener";
import type { SandboxKeys } from "./sandbox/account";
import { fingerprintOfPrivate, openSandboxKeys, publicOf, sandboxLogin } from "./sandbox/account";
import type { SftpFaults } from "./sandbox/faults";
import { createSftpFaults, sftpFaultSchema } from "./sandbox/faults";
import type { SandboxFile } from "./sandbox/sftp-session";
import { serveSftp } from "./sandbox/sftp-session";

export interface SftpSandbox {
  readonly port: number;
  readonly controlUrl: string;
  /** What a source takes to be joined to it. */
  readonly account: SandboxAccount;
  stop(): Promise<void>;
}

interface SandboxAccount {
  readonly host: string;
  readonly port: number;
  readonly user_name: string;
  readonly directory: string;
  readonly password: string;
  readonly private_key: string;
  readonly host_keys: readonly string[];
}

export interface SftpSandboxOptions {
  /** 0 for any free port, as for the control port. */
  readonly port: number;
  readonly controlPort: number;
  readonly host?: string;
  /** Where its keys are kept; made anew each time without it. */
  readonly stateDirectory?: string;
}

interface State {
  readonly files: Map<string, SandboxFile>;
  readonly faults: SftpFaults;
  readonly keys: SandboxKeys;
  /** Files that were opened, in their order. */
  readonly reads: string[];
  logins: number;
}

const directory = "outbox";

/**
 * The server of a settlement plan on which files lie for an agency. `PUT /control/files/{name}`
 * puts one there, `POST /control/faults` says what goes wrong next, `GET /control` tells of both
 * and how to log in.
 */
export async function startSftpSandbox({
  port,
  controlPort,
  host = "127.0.0.1",
  stateDirectory,
}: SftpSandboxOptions): Promise<SftpSandbox> {
  const state: State = {
    files: new Map(),
    faults: createSftpFaults(),
    keys: openSandboxKeys(stateDirectory),
    reads: [],
    logins: 0,
  };
  const own = new Server({ hostKeys: [state.keys.hostKey] }, (client) => serve(state, client));
  const others = { hostKeys: [state.keys.otherHostKey] };
  const other = new Server(others, (client) => serve(state, client));
  const sockets = new Set<Socket>();
  const listener = createSocketServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    // A client may go at any time.
    socket.on("error", () => socket.destroy());
    if (state.faults.take("hang", ({ at }) => at === "connect") !== undefined) return;
    const isOther = state.faults.take("other_host_key") !== undefined;
    (isOther ? other : own).injectSocket(socket);
  });
  const bound = await listenOn(listener, port, host);
  const account: SandboxAccount = {
    host,
    port: bound,
    user_name: sandboxLogin.userName,
    directory,
    password: sandboxLogin.password,
    private_key: state.keys.loginKey,
    host_keys: [fingerprintOfPrivate(state.keys.hostKey)],
  };
  const control = createServer((request, response) => {
    answer(state, account, request, response).catch((error: unknown) => {
      sendJson(response, 500, { error: String(error) });
    });
  });
  const controlBound = await listenOn(control, controlPort, host);
  return {
    port: bound,
    controlUrl: `http://${host}:${controlBound}/control`,
    account,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await Promise.all([
        new Promise((resolve) => listener.close(resolve)),
        new Promise((resolve) => {
          control.close(resolve);
          control.closeAllConnections();
        }),
      ]);
    },
  };
}

function serve(state: State, client: Connection): void {
  client.on("error", () => {});
  client.on("authentication", (attempt) => {
    state.logins += 1;
    if (isKnown(state, attempt)) attempt.accept();
    else attempt.reject(["password", "publickey"]);
  });
  client.on("session", (accept) => {
    accept().on("sftp", (acceptSftp) => {
      const { files, faults, reads } = state;
      serveSftp(acceptSftp(), {
        files,
        faults,
        cut: () => void client.end(),
        onRead: (path) => reads.push(path),
      });
    });
  });
}

function isKnown({ faults, keys }: State, attempt: AuthContext): boolean {
  if (attempt.method === "none" || attempt.username !== sandboxLogin.userName) return false;
  if (faults.take("refuse_login") !== undefined) return false;
  if (attempt.method === "password") return attempt.password === sandboxLogin.password;
  return attempt.method === "publickey" && isOwnKey(keys.loginKey, attempt);
}

/** Without a signature it is asked whether the key would do; with one, it is proved to be held. */
function isOwnKey(loginKey: string, { key, signature, blob, hashAlgo }: PublicKeyAuthContext) {
  if (!key.data.equals(publicOf(loginKey))) return false;
  if (signature === undefined || blob === undefined) return true;
  const parsed = utils.parseKey(loginKey);
  if (parsed instanceof Error) return false;
  // An error where the signature cannot be read, whatever its type says.
  const proof: unknown = parsed.verify(blob, signature, hashAlgo);
  return proof === true;
}

async function answer(
  state: State,
  account: SandboxAccount,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname } = new URL(request.url ?? "/", "http://sandbox");
  const [, root = "", noun, ...rest] = pathname.split("/");
  const name = decodeURIComponent(rest.join("/"));
  const call = `${request.method} ${root}${noun === undefined ? "" : `/${noun}`}${name === "" ? "" : "/*"}`;
  switch (call) {
    case "GET healthz":
      return sendJson(response, 200, { status: "ok" });
    case "GET control":
      return sendJson(response, 200, {
        account,
        files: [...state.files].map(([path, { bytes }]) => ({ path, byte_size: bytes.length })),
        reads: state.reads,
        logins: state.logins,
        faults: state.faults.list(),
      });
    case "PUT control/files/*": {
      const bytes = await buffer(request);
      const modifiedAt = Math.floor(Date.now() / 1_000);
      state.files.set(`${directory}/${name}`, { bytes, modifiedAt });
      return sendJson(response, 200, { path: `${directory}/${name}`, byte_size: bytes.length });
    }
    case "DELETE control/files/*":
      state.files.delete(`${directory}/${name}`);
      return sendJson(response, 200, {});
    case "POST control/faults": {
      const body: unknown = JSON.parse((await buffer(request)).toString());
      const fault = sftpFaultSchema.safeParse(body);
      if (!fault.success) return sendJson(response, 400, { error: z.prettifyError(fault.error) });
      state.faults.add(fault.data);
      return sendJson(response, 200, fault.data);
    }
    case "DELETE control/faults":
      state.faults.clear();
      return sendJson(response, 200, {});
    default:
      return sendJson(response, 404, { error: "GET /control, PUT /control/files/{name}" });
  }
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "Content-Type": "application/json" });
  response.end(JSON.stringify(body));
}
