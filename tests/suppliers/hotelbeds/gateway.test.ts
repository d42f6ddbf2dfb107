import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";

import { createHotelbedsClient } from "../../../suppliers/hotelbeds/client";
import { hotelbedsCredentialsSchema } from "../../../suppliers/hotelbeds/config";
import { proceed } from "../contract/contract-harness";
import { never, requestFor } from "./harness";

type Answer = (response: ServerResponse) => void;

/** A client of a server that answers everything in the same way. */
async function asking<T>(
  answer: Answer,
  ask: (client: ReturnType<typeof createHotelbedsClient>) => Promise<T>,
): Promise<T> {
  const server = createServer((_request, response) => answer(response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = createHotelbedsClient(
    hotelbedsCredentialsSchema.parse({ endpoint, apiKey: "key", secret: "secret" }),
  );
  try {
    return await ask(client);
  } finally {
    await client.close();
    server.close();
  }
}

const says =
  (status: number, body: string): Answer =>
  (response) =>
    response.writeHead(status, { "Content-Type": "application/json" }).end(body);
const noWith = (message: string, code = "PRODUCT_ERROR") =>
  JSON.stringify({ error: { code, message } });

describe("what the gateway of Hotelbeds says", () => {
  test.each([
    [403, "<h1>Developer Over Qps</h1>", { kind: "notDone", retryAfterMs: 1_000 }],
    [403, '{"error":"Quota exceeded"}', { kind: "notDone" }],
    [403, "<h1>Not Authorized</h1>", { kind: "refused", reason: "credentials_rejected" }],
    [500, noWith("Internal error", "SYSTEM_ERROR"), { kind: "notDone", message: "HTTP 500" }],
    [500, noWith("Price has increased"), { kind: "refused", reason: "price_changed" }],
    [500, noWith("Something else"), { kind: "refused", reason: "rejected" }],
    [410, noWith("Stop sales", "INVALID_DATA"), { kind: "refused", reason: "offer_expired" }],
    [400, noWith("a field is wrong", "INVALID_REQUEST"), { kind: "refused", reason: "rejected" }],
    [404, "<h1>Not found</h1>", { kind: "notDone" }],
  ])("is told apart: HTTP %s %s", async (status, body, expected) => {
    const outcome = await asking(says(status, body), (client) =>
      client.retrieve({ recordLocator: "TVB1" }, never),
    );
    expect(outcome).toMatchObject(expected);
  });

  test("is unpacked, and is no answer where that cannot be done", async () => {
    const json = JSON.stringify({ bookings: { total: 0, bookings: [] } });
    const packed =
      (bytes: Buffer): Answer =>
      (response) =>
        response.writeHead(200, { "Content-Encoding": "gzip" }).end(bytes);
    const retrieve = (answer: Answer) =>
      asking(answer, (client) => client.retrieve({ recordLocator: "TVB1" }, never));
    expect((await retrieve(packed(gzipSync(json)))).kind).toBe("done");
    expect((await retrieve(packed(Buffer.from(json)))).kind).toBe("notDone");
  });

  test("is not taken for nothing bought where not all that was found is listed", async () => {
    const body = JSON.stringify({ bookings: { total: 26, bookings: [] } });
    const request = requestFor({ reference: "a", payment: "prepaid" });
    const outcome = await asking(says(200, body), (client) =>
      client.issue(request, proceed, never),
    );
    expect(outcome.kind).toBe("notDone");
  });
});
