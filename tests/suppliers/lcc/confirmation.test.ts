import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { createLccClient } from "../../../suppliers/lcc/client";
import { lccCredentialsSchema } from "../../../suppliers/lcc/config";
import { startLccSandbox } from "../../../suppliers/lcc/sandbox";
import { lccSandboxCredentials } from "../../../suppliers/lcc/sandbox/default-account";
import { readOrderMessage, signMessage } from "../../../suppliers/lcc/webhook";
import { proceed } from "../contract/contract-harness";
import { type RestHarness, startRestHarness } from "../rest-harness";

const never = { signal: new AbortController().signal };
const secret = "a secret of sixteen";
let harness: RestHarness;
beforeAll(async () => {
  harness = await startRestHarness(startLccSandbox);
});
afterAll(() => harness.stop());

function open() {
  const credentials = lccCredentialsSchema.parse({
    ...lccSandboxCredentials(harness.sandbox.url),
    confirmationReadDelayMs: 5,
  });
  return harness.track(createLccClient(credentials));
}

describe("an order that the carrier confirms later", () => {
  test("is unknown until it is, then found, and paid once", async () => {
    await harness.control("PUT", "/pending", { reads: 50 });
    const { id: recordLocator } = await harness.createOrder();
    const client = open();
    const request = {
      recordLocator,
      fareReferences: ["1"],
      idempotencyKey: `key-${recordLocator}`,
    };
    const issue = async () => client.issue(request, proceed, never);
    const first = await issue();
    expect(first).toMatchObject({ kind: "unknown", retryAfterMs: 5 });
    expect((await issue()).kind).toBe("unknown");
    await harness.control("POST", `/orders/${recordLocator}/confirm`);
    const found = await issue();
    expect(found).toMatchObject({ kind: "done", value: { kind: "alreadyTicketed" } });
    const paid = (await harness.journal(recordLocator)).filter(
      ({ operation }) => operation === "payments",
    );
    expect(paid).toHaveLength(1);
  });

  test("is told of by a message that is signed", async () => {
    const received: { signature: string | undefined; body: string }[] = [];
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const signature = request.headers["x-duffel-signature"];
        received.push({ signature: String(signature), body: Buffer.concat(chunks).toString() });
        response.end();
        server.emit("received");
      });
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
      await harness.control("PUT", "/webhook", { url, secret });
      await harness.control("PUT", "/pending", { reads: 50 });
      const { id: recordLocator } = await harness.createOrder();
      const request = {
        recordLocator,
        fareReferences: ["1"],
        idempotencyKey: `k-${recordLocator}`,
      };
      await open().issue(request, proceed, never);
      const arrival = once(server, "received");
      await harness.control("POST", `/orders/${recordLocator}/confirm`);
      await arrival;
      const [message] = received;
      if (message === undefined) throw new Error("no message came");
      const nowMs = Date.now();
      expect(readOrderMessage(message, { secret, nowMs })).toMatchObject({
        type: "order.confirmed",
        orderId: recordLocator,
      });
      expect(readOrderMessage(message, { secret: `${secret}!`, nowMs })).toBeUndefined();
    } finally {
      server.close();
    }
  });
});

describe("readOrderMessage", () => {
  const body = JSON.stringify({
    id: "wev_1",
    type: "order.confirmed",
    data: { object: { id: "A" } },
  });

  test.each([
    ["no signature", undefined, 0],
    ["a signature of another form", "t=1", 0],
    ["an old message", signMessage(secret, 1_000_000, body), 1_000_000_000 + 301_000],
    ["one from the future", signMessage(secret, 1_000_000, body), 1_000_000_000 - 301_000],
  ])("takes none with %s", (_, signature, nowMs) => {
    expect(readOrderMessage({ signature, body }, { secret, nowMs })).toBeUndefined();
  });
});
