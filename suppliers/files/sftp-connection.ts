import { connect } from "node:net";

import type { ConnectConfig, SFTPWrapper } from "ssh2";
import { Client } from "ssh2";

import { isPublicHost, lookupPublic } from "../outbound/lookup-public";
import { OutboundRefusedError } from "../outbound/outbound-refused";
import { fingerprintOf } from "./host-key";
import type { FileSourceSettings } from "./port";
import { FileSourceError } from "./port";

export type SftpSettings = Extract<FileSourceSettings, { kind: "sftp" }>;

export interface SftpRules {
  /** `host:port` of those that may be in a private network: sandboxes, a server in the house. */
  readonly trustedHosts: readonly string[];
  readonly timeoutMs: number;
}

export interface SftpConnection {
  readonly sftp: SFTPWrapper;
  /** Rejects when the connection ends before it is asked to, or says nothing for too long. */
  guard<Result>(work: (alive: () => void) => Promise<Result>): Promise<Result>;
  close(): void;
}

/**
 * Logs in to a server whose key is one that is known. The key is looked at before anything of ours
 * is sent: neither password nor signature reaches a host that shows another one.
 */
export async function connectSftp(
  settings: SftpSettings,
  { trustedHosts, timeoutMs }: SftpRules,
): Promise<SftpConnection> {
  const { host, port } = settings;
  const isTrusted = trustedHosts.includes(`${host}:${port}`);
  if (!isTrusted && !isPublicHost(host)) throw addressRefused(host);
  const client = new Client();
  const shown: { key?: string } = {};
  const sock = connect({ host, port, ...(isTrusted ? {} : { lookup: lookupPublic }) });
  const config = {
    ...toLogin(settings),
    sock,
    readyTimeout: timeoutMs,
    keepaliveInterval: timeoutMs,
    keepaliveCountMax: 1,
    hostVerifier: (key: Buffer) => {
      shown.key = fingerprintOf(key);
      return settings.hostKeys.includes(shown.key);
    },
  };
  try {
    await ready(client, config, sock);
    const sftp = await within(timeoutMs, openSftp(client));
    return { sftp, guard: guardBy(client, timeoutMs), close: () => void client.destroy() };
  } catch (error) {
    client.destroy();
    sock.destroy();
    throw toProblem(error, settings, shown.key);
  }
}

/** One way alone: a server that refuses the key is not offered anything else. */
function toLogin({ userName, credentials }: SftpSettings): ConnectConfig {
  if (credentials.kind === "password") {
    const { password } = credentials;
    return { username: userName, password, authHandler: ["password"] };
  }
  const { privateKey, passphrase } = credentials;
  const key = { privateKey, ...(passphrase === undefined ? {} : { passphrase }) };
  return { username: userName, ...key, authHandler: ["publickey"] };
}

function ready(
  client: Client,
  config: ConnectConfig,
  sock: ReturnType<typeof connect>,
): Promise<void> {
  return new Promise((resolve, reject) => {
    // The name that leads to a private address is told by the socket, before ssh2 hears of it.
    sock.once("error", reject);
    client.once("ready", resolve);
    client.on("error", reject);
    client.once("close", () => reject(new Error("The server closed the connection.")));
    client.connect(config);
  });
}

function openSftp(client: Client): Promise<SFTPWrapper> {
  return new Promise((resolve, reject) => {
    client.sftp((error, sftp) => (error === undefined ? resolve(sftp) : reject(error)));
  });
}

function guardBy(client: Client, timeoutMs: number): SftpConnection["guard"] {
  return async (work) => {
    let fail: ((error: Error) => void) | undefined;
    const ended = new Promise<never>((_resolve, reject) => {
      fail = reject;
    });
    const onClose = () => fail?.(new Error("The connection was cut."));
    const timer = setTimeout(() => {
      fail?.(new Error(`The server has said nothing for ${timeoutMs} ms.`));
      client.destroy();
    }, timeoutMs);
    client.once("close", onClose);
    try {
      return await Promise.race([work(() => void timer.refresh()), ended]);
    } finally {
      clearTimeout(timer);
      client.off("close", onClose);
    }
  };
}

async function within<Result>(timeoutMs: number, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error("The server does not answer.")), timeoutMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

function toProblem(error: unknown, { host, port }: SftpSettings, shown: string | undefined) {
  const level = error instanceof Error && "level" in error ? error.level : undefined;
  const text = error instanceof Error ? error.message : String(error);
  if (error instanceof OutboundRefusedError) return addressRefused(host);
  if (shown !== undefined && /verification failed/i.test(text)) {
    const message = `${host}:${port} shows the key ${shown}, which is none of those that are known.`;
    return new FileSourceError("host_key_differs", message, { cause: error });
  }
  if (level === "client-authentication") {
    const message = `${host}:${port} refuses the login.`;
    return new FileSourceError("login_refused", message, { cause: error });
  }
  if (/privateKey|passphrase|key format/i.test(text)) {
    const message = "The private key cannot be read.";
    return new FileSourceError("credentials_unreadable", message, { cause: error });
  }
  const message = `${host}:${port} cannot be reached: ${text}`;
  return new FileSourceError("unreachable", message, { cause: error });
}

function addressRefused(host: string): FileSourceError {
  return new FileSourceError("address_refused", `${host} is not of the public internet.`);
}
