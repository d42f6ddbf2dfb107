import type { SupplierExchange } from "../../../suppliers/http/supplier-exchange";
import { createSabreClient } from "../../../suppliers/sabre/client";
import { sabreCredentialsSchema } from "../../../suppliers/sabre/config";
import { toTokenCredentials } from "../../../suppliers/sabre/sabre-connection";
import { startSabreSandbox } from "../../../suppliers/sabre/sandbox";
import { sabreSandboxCredentials } from "../../../suppliers/sabre/sandbox/default-account";
import { createProcessTokenStore, type RestHarness, startRestHarness } from "../rest-harness";

const never = { signal: new AbortController().signal };
let harness: RestHarness;
beforeAll(async () => {
  harness = await startRestHarness(startSabreSandbox);
});
afterAll(() => harness.stop());

function open(onExchange?: (exchange: SupplierExchange) => void) {
  const credentials = sabreCredentialsSchema.parse(sabreSandboxCredentials(harness.sandbox.url));
  const tokens = createProcessTokenStore();
  return harness.track(createSabreClient({ ...credentials, tokens, onExchange }));
}

async function countTokens(): Promise<number> {
  return (await harness.journal()).filter(({ operation }) => operation === "token").length;
}

describe("a client of Sabre", () => {
  test("writes its credentials as Sabre wants them", () => {
    const text = Buffer.from(
      toTokenCredentials({ epr: "1", pseudoCityCode: "PCC1", domain: "AA", password: "secret" }),
      "base64",
    ).toString();
    const [user = "", password = ""] = text.split(":");
    expect(Buffer.from(user, "base64").toString()).toBe("V1:1:PCC1:AA");
    expect(Buffer.from(password, "base64").toString()).toBe("secret");
  });

  test("fetches one token for all its calls, and one more when Sabre rejects it", async () => {
    const { id: recordLocator } = await harness.createOrder();
    const client = open();
    const before = await countTokens();
    const read = async () => (await client.retrieve({ recordLocator }, never)).kind;
    expect(await Promise.all(Array.from({ length: 6 }, read))).toEqual(Array(6).fill("done"));
    expect(await countTokens()).toBe(before + 1);
    await harness.control("DELETE", "/tokens");
    expect(await Promise.all(Array.from({ length: 6 }, read))).toEqual(Array(6).fill("done"));
    expect(await countTokens()).toBe(before + 2);
  });

  test("says when it may be tried again where Sabre counts its requests", async () => {
    const { id: recordLocator } = await harness.createOrder();
    const behaviour = { kind: "httpStatus", status: 429, retryAfterSeconds: 7 };
    await harness.addFault({
      operation: "getBooking",
      subject: recordLocator,
      times: 1,
      behaviour,
    });
    expect(await open().retrieve({ recordLocator }, never)).toEqual({
      kind: "notDone",
      message: "HTTP 429",
      retryAfterMs: 7_000,
    });
  });

  test("tells of its calls without the token or the password", async () => {
    const { id: recordLocator } = await harness.createOrder();
    const exchanges: SupplierExchange[] = [];
    await open((exchange) => exchanges.push(exchange)).retrieve({ recordLocator }, never);
    const text = JSON.stringify(exchanges);
    expect(exchanges.map(({ operation }) => operation)).toEqual(["token", "getBooking"]);
    expect(text).toContain(recordLocator);
    expect(text).not.toMatch(/access_token\\":\\"(?!\*\*\*)/);
    expect(text).not.toContain("sandbox-tvb1");
  });
});
