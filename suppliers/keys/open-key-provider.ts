import type { KeyProvider } from "../../domain/key-provider";
import { openAwsKms } from "./aws-kms";
import { openVaultTransit } from "./vault-transit";

const form =
  "CREDENTIAL_KEYS_URL is vault://:token@host:port/mount/key or kms://id:secret@host/key?region=…; ?insecure=true for plain HTTP on this machine.";
const loopback = new Set(["127.0.0.1", "localhost", "[::1]"]);

/** By the addresses in CREDENTIAL_KEYS_URL, the one that wraps first; `local` is the ring. */
export function openKeyProviders(text = ""): (KeyProvider | "local")[] {
  return text
    .split(/\s+/)
    .filter((part) => part !== "")
    .map((part) => (part === "local" ? part : openKeyProvider(part)));
}

function openKeyProvider(text: string): KeyProvider {
  if (!URL.canParse(text)) throw new Error(form);
  const url = new URL(text);
  const isInsecure = url.searchParams.get("insecure") === "true";
  if (isInsecure && !loopback.has(url.hostname)) throw new Error(form);
  const origin = `${isInsecure ? "http" : "https"}://${url.host}`;
  const path = decodeURIComponent(url.pathname.slice(1));
  const [user, secret] = [decodeURIComponent(url.username), decodeURIComponent(url.password)];
  if (url.protocol === "vault:") {
    const [, mount, key] = /^(.+)\/([\w.-]{1,64})$/.exec(path) ?? [];
    if (mount === undefined || key === undefined || secret === "") throw new Error(form);
    return openVaultTransit({ origin, mount, key, token: secret });
  }
  const region = url.searchParams.get("region") ?? "";
  if (url.protocol !== "kms:" || path === "" || user === "" || secret === "" || region === "") {
    throw new Error(form);
  }
  return openAwsKms({ origin, keyId: path, region, accessKeyId: user, secretAccessKey: secret });
}
