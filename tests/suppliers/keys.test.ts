import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

import { parseKeyRing } from "../../db/encryption/key-ring";
import { createSecretBox } from "../../db/encryption/secret-box";
import { openKeyProviders } from "../../suppliers/keys/open-key-provider";
import { signAwsRequest } from "../../suppliers/keys/sign-aws-request";

const ring = (id: string) => parseKeyRing(`${id}:${randomBytes(32).toString("base64")}`);
const context = "ptn_1:gds_credentials.credentials";
const secret = Buffer.from('{"password":"of a supplier"}');

/** What a key service keeps to itself: AES-GCM with the context authenticated. */
const serviceKey = randomBytes(32);
function wrap(plain: Buffer, associated: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", serviceKey, nonce).setAAD(Buffer.from(associated));
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString("base64");
}
function unwrap(wrapped: string, associated: string): Buffer {
  const bytes = Buffer.from(wrapped, "base64");
  const decipher = createDecipheriv("aes-256-gcm", serviceKey, bytes.subarray(0, 12));
  decipher.setAAD(Buffer.from(associated)).setAuthTag(bytes.subarray(12, 28));
  return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]);
}

type Body = Record<string, string>;
type Answer = { readonly status: number; readonly body: object };

/** Vault's transit engine, as its API documentation has it. */
function vault(request: IncomingMessage, body: Body): Answer {
  if (request.headers["x-vault-token"] !== "a token") return refuse(403);
  const associated = body["associated_data"] ?? "";
  if (request.url === "/v1/team/transit/encrypt/travobooks") {
    const plain = Buffer.from(body["plaintext"] ?? "", "base64");
    return ok({ data: { ciphertext: `vault:v1:${wrap(plain, associated)}` } });
  }
  if (request.url !== "/v1/team/transit/decrypt/travobooks") return refuse(404);
  const ciphertext = (body["ciphertext"] ?? "").replace(/^vault:v1:/, "");
  return ok({ data: { plaintext: unwrap(ciphertext, associated).toString("base64") } });
}

/** KMS by its JSON protocol: it signs the request for itself, and compares. */
function kms(request: IncomingMessage, body: Body, raw: string): Answer {
  const { headers } = request;
  const date = String(headers["x-amz-date"]);
  const at = date.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, "$1-$2-$3T$4:$5:$6Z");
  const signed = signAwsRequest(
    {
      method: "POST",
      url: new URL(`http://${headers.host}/`),
      headers: {
        "content-type": String(headers["content-type"]),
        "x-amz-target": String(headers["x-amz-target"]),
      },
      body: raw,
    },
    {
      accessKeyId: "AKID",
      secretAccessKey: "s3cr/t",
      region: "eu-west-1",
      service: "kms",
      at: new Date(at),
    },
  );
  if (signed["authorization"] !== headers.authorization) return refuse(403);
  if (body["KeyId"] !== "alias/travobooks") return refuse(400);
  const associated = JSON.stringify(body["EncryptionContext"]);
  if (headers["x-amz-target"] === "TrentService.Encrypt") {
    return ok({ CiphertextBlob: wrap(Buffer.from(body["Plaintext"] ?? "", "base64"), associated) });
  }
  return ok({ Plaintext: unwrap(body["CiphertextBlob"] ?? "", associated).toString("base64") });
}

/** What does not open is a bad request, at both of them. */
function serve(request: IncomingMessage, raw: string): Answer {
  const body: Body = JSON.parse(raw);
  try {
    const isKms = request.headers["x-amz-target"] !== undefined;
    return isKms ? kms(request, body, raw) : vault(request, body);
  } catch {
    return refuse(400);
  }
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const raw = await text(request);
  const { status, body } = isAway ? refuse(503) : serve(request, raw);
  response.writeHead(status, { "Content-Type": "application/json" });
  response.end(JSON.stringify(body));
}

const ok = (body: object): Answer => ({ status: 200, body });
const refuse = (status: number): Answer => ({ status, body: { errors: ["no"] } });

let server: Server;
let host: string;
let isAway = false;

beforeAll(async () => {
  server = createServer((request, response) => {
    void answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

const addresses = {
  vault: (token = "a%20token") => `vault://:${token}@${host}/team/transit/travobooks?insecure=true`,
  kms: (key = "s3cr%2Ft") =>
    `kms://AKID:${key}@${host}/alias/travobooks?region=eu-west-1&insecure=true`,
};

describe.each(["vault", "kms"] as const)("credentials under a key of %s", (name) => {
  const keys = ring("k1");
  const box = () => createSecretBox(keys, openKeyProviders(addresses[name]()));

  test("open again, each with a data key of its own", async () => {
    const [first, second] = [await box().seal(secret, context), await box().seal(secret, context)];
    expect(first).not.toEqual(second);
    expect(first.includes("of a supplier")).toBe(false);
    expect(await box().open(first, context)).toEqual(secret);
  });

  test("do not open for another partner, nor without the provider", async () => {
    const sealed = await box().seal(secret, context);
    await expect(box().open(sealed, "ptn_2:gds_credentials.credentials")).rejects.toThrow(
      "HTTP 400",
    );
    await expect(createSecretBox(keys).open(sealed, context)).rejects.toThrow(
      "CREDENTIAL_KEYS_URL does not lead",
    );
  });

  test("are refused to whoever has not the right secret, which no error tells", async () => {
    const stranger = createSecretBox(keys, openKeyProviders(addresses[name]("wrong")));
    await expect(stranger.seal(secret, context)).rejects.toThrow(/HTTP 403\.$/);
  });

  test("wait while it is away", async () => {
    const sealed = await box().seal(secret, context);
    isAway = true;
    try {
      await expect(box().open(sealed, context)).rejects.toThrow(/HTTP 503\.$/);
    } finally {
      isAway = false;
    }
    expect(await box().open(sealed, context)).toEqual(secret);
  });

  test("are taken over from the ring, and given back", async () => {
    const before = keys.encrypt(secret, context);
    const taken = await box().renew(before, context);
    expect(await box().open(before, context)).toEqual(secret);
    expect(taken.subarray(2, 2 + box().currentKeyId.length).toString()).toBe(box().currentKeyId);
    const back = createSecretBox(keys, openKeyProviders(`local ${addresses[name]()}`));
    const own = await back.renew(taken, context);
    expect(await createSecretBox(keys).open(own, context)).toEqual(secret);
  });
});

describe("createSecretBox", () => {
  test("wraps data keys with the ring where nothing else is named", async () => {
    const keys = ring("k1");
    const sealed = await createSecretBox(keys).seal(secret, context);
    expect([sealed[0], sealed.subarray(2, 4).toString()]).toEqual([2, "k1"]);
    expect(await createSecretBox(keys).open(sealed, context)).toEqual(secret);
    await expect(createSecretBox(ring("k2")).open(sealed, context)).rejects.toThrow("k1");
  });
});

describe("openKeyProviders", () => {
  test.each([
    "vault://vault:8200/transit/key",
    "vault://:t@vault:8200/key",
    "kms://id:secret@kms/alias/x",
    "https://kms",
    "nothing",
    "vault://:t@vault:8200/transit/key?insecure=true",
  ])("refuses %s", (address) => {
    expect(() => openKeyProviders(address)).toThrow("CREDENTIAL_KEYS_URL");
  });
});
