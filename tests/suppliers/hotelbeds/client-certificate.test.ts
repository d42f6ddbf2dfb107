import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import tls from "node:tls";

import { createHotelbedsClient } from "../../../suppliers/hotelbeds/client";
import { hotelbedsCredentialsSchema } from "../../../suppliers/hotelbeds/config";
import type { CertificateAuthority } from "../../harness/certificates";
import { createAuthority } from "../../harness/certificates";
import { never } from "./harness";

const account = { apiKey: "key", secret: "secret" };
let authority: CertificateAuthority;

beforeAll(() => {
  authority = createAuthority();
});
afterAll(() => authority.remove());
afterEach(() => jest.restoreAllMocks());

function issue(name: string): { readonly certificate: string; readonly key: string } {
  const { cert, key } = authority.issue(name);
  return { certificate: readFileSync(cert, "utf8"), key: readFileSync(key, "utf8") };
}

/** Everybody here knows the authority of the test. */
function trustAuthority(): void {
  const ca = readFileSync(authority.ca);
  const connect = tls.connect.bind(tls);
  jest
    .spyOn(tls, "connect")
    .mockImplementation((options: unknown) => connect({ ...(options as object), ca }));
}

test("a certificate of the account is shown where it is called by mutual TLS", async () => {
  trustAuthority();
  const { certificate: cert, key } = issue("localhost");
  const callers: unknown[] = [];
  const server = createServer({ cert, key, requestCert: true, rejectUnauthorized: false });
  server.on("request", ({ socket }, response) => {
    const certificate = (socket as tls.TLSSocket).getPeerCertificate();
    callers.push(Object.keys(certificate).length === 0 ? "nobody" : certificate.subject.CN);
    response.end(JSON.stringify({ bookings: { total: 0, bookings: [] } }));
  });
  server.listen(0, "localhost");
  await once(server, "listening");
  const endpoint = `https://localhost:${(server.address() as AddressInfo).port}`;
  for (const clientCertificate of [issue("nova"), undefined]) {
    const client = createHotelbedsClient(
      hotelbedsCredentialsSchema.parse({ ...account, endpoint, clientCertificate }),
    );
    const outcome = await client.retrieve({ recordLocator: "TVB1" }, never);
    await client.close();
    expect(outcome).toMatchObject({ kind: "done" });
  }
  server.close();
  expect(callers).toEqual(["nova", "nobody"]);
});

test("a key of another certificate is refused with the credentials", () => {
  const { certificate } = issue("nova");
  const { key } = issue("somebody.else");
  const read = hotelbedsCredentialsSchema.safeParse({
    ...account,
    endpoint: "https://api-mtls.hotelbeds.com",
    clientCertificate: { certificate, key },
  });
  expect(read.error?.issues).toMatchObject([{ path: ["clientCertificate"] }]);
});
