import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { parseKeyRing } from "../../db/encryption/key-ring";
import { createSecretBox } from "../../db/encryption/secret-box";
import type { PartnerDatabase } from "../../db/partner-scope";
import type { DatabaseHandle } from "../../db/pool";
import { setGdsCredentials } from "../../services/supplier/set-gds-credentials";
import { sandboxCredentials } from "../../suppliers/amadeus/sandbox/default-account";
import { startHotelbedsSandbox } from "../../suppliers/hotelbeds/sandbox";
import { hotelbedsSandboxCredentials } from "../../suppliers/hotelbeds/sandbox/default-account";
import { startLccSandbox } from "../../suppliers/lcc/sandbox";
import { lccSandboxCredentials } from "../../suppliers/lcc/sandbox/default-account";
import { startNdcSandbox } from "../../suppliers/ndc/sandbox";
import { ndcSandboxCredentials } from "../../suppliers/ndc/sandbox/default-account";
import { startSabreSandbox } from "../../suppliers/sabre/sandbox";
import { sabreSandboxCredentials } from "../../suppliers/sabre/sandbox/default-account";
import { createSupplierClients } from "../../workers/open-supplier";
import {
  createTestPartner,
  nowAsDateTime,
  openTestDatabase,
  testContext,
} from "../harness/database";
import { testEnvironment } from "../harness/environment";
import { refusalCodeOf, refusalOf } from "../harness/expect-refusal";
import { createProcessTokenStore, startRestHarness } from "../suppliers/rest-harness";

const secrets = createSecretBox(parseKeyRing(testEnvironment().encryptionKeys));
let database: DatabaseHandle;

beforeAll(() => {
  database = openTestDatabase();
});

afterAll(() => database.close());

async function storeSecret(scope: PartnerDatabase, gdsProviderCode: string, secret: object) {
  await setGdsCredentials(
    scope,
    { gdsProviderCode, label: "a sandbox", secret: JSON.stringify(secret) },
    { secrets, context: testContext, at: nowAsDateTime() },
  );
}

async function enterCredentials(scope: PartnerDatabase, endpoint: string, wsdlLocation?: string) {
  const secret = JSON.stringify({
    ...sandboxCredentials(endpoint),
    timeoutMs: 2_000,
    ...(wsdlLocation && { wsdlLocation }),
  });
  await setGdsCredentials(
    scope,
    { gdsProviderCode: "1A", label: "a supplier", secret },
    { secrets, context: testContext, at: nowAsDateTime() },
  );
}

describe("a test partner", () => {
  test("reaches no supplier that is not a sandbox, whatever credentials it has; a live one does", async () => {
    let requests = 0;
    const supplier = createServer((_, response) => {
      requests += 1;
      response.writeHead(500).end();
    });
    supplier.listen(0, "127.0.0.1");
    await once(supplier, "listening");
    const { port } = supplier.address() as AddressInfo;
    const endpoint = `http://127.0.0.1:${port}/1ASIWPRODUCTION`;
    // The supplier listens on this machine, and is no sandbox.
    const clients = createSupplierClients(secrets, {
      sandboxHosts: new Set(["sandbox-amadeus"]),
      openTokens: createProcessTokenStore,
    });
    try {
      const tested = await createTestPartner(database);
      await enterCredentials(tested, endpoint);
      expect(await refusalOf(clients.openSupplier(tested, "1A"))).toMatchObject({
        code: "SUPPLIER_INACTIVE",
        details: { host: "127.0.0.1" },
      });
      await enterCredentials(tested, "http://sandbox-amadeus/1ASIW", `${endpoint}?wsdl`);
      expect(await refusalCodeOf(clients.openSupplier(tested, "1A"))).toBe("SUPPLIER_INACTIVE");
      await enterCredentials(tested, "http://sandbox-amadeus@127.0.0.1/1ASIW");
      expect(await refusalCodeOf(clients.openSupplier(tested, "1A"))).toBe("SUPPLIER_INACTIVE");
      expect(requests).toBe(0);
      const live = await createTestPartner(database, { environment: "live" });
      await enterCredentials(live, endpoint);
      const client = await clients.openSupplier(live, "1A");
      await client.retrieve({ recordLocator: "OK0001" }, { signal: AbortSignal.timeout(5_000) });
      expect(requests).toBeGreaterThan(0);
    } finally {
      await clients.close();
      supplier.close();
    }
  });

  test("reaches a sandbox", async () => {
    const scope = await createTestPartner(database);
    await enterCredentials(scope, "http://sandbox-amadeus:28090/1ASIW");
    const clients = createSupplierClients(secrets, {
      sandboxHosts: new Set(["sandbox-amadeus"]),
      openTokens: createProcessTokenStore,
    });
    await expect(clients.openSupplier(scope, "1A")).resolves.toBeDefined();
    await clients.close();
  });
});

describe("a partner's credentials", () => {
  test.each([
    ["1S", startSabreSandbox, sabreSandboxCredentials],
    ["NDC", startNdcSandbox, ndcSandboxCredentials],
    ["LCC", startLccSandbox, lccSandboxCredentials],
    ["HBD", startHotelbedsSandbox, hotelbedsSandboxCredentials],
  ])("open %s", async (gdsProviderCode, start, credentialsFor) => {
    const harness = await startRestHarness(start);
    const clients = createSupplierClients(secrets, {
      sandboxHosts: new Set(["127.0.0.1"]),
      openTokens: createProcessTokenStore,
    });
    try {
      const scope = await createTestPartner(database);
      await storeSecret(scope, gdsProviderCode, credentialsFor(harness.sandbox.url));
      // A bedbank holds nothing: whatever it is asked for is not bought yet.
      const recordLocator =
        gdsProviderCode === "HBD" ? "TVBNOTBOUGHT" : (await harness.createOrder()).id;
      const supplier = await clients.openSupplier(scope, gdsProviderCode);
      const outcome = await supplier.retrieve(
        { recordLocator },
        { signal: AbortSignal.timeout(10_000) },
      );
      expect(outcome).toMatchObject({ kind: "done", value: { recordLocator } });
      await storeSecret(scope, gdsProviderCode, credentialsFor("https://airline.example"));
      const fresh = createSupplierClients(secrets, {
        sandboxHosts: new Set(["127.0.0.1"]),
        openTokens: createProcessTokenStore,
      });
      expect(await refusalCodeOf(fresh.openSupplier(scope, gdsProviderCode))).toBe(
        "SUPPLIER_INACTIVE",
      );
    } finally {
      await clients.close();
      await harness.stop();
    }
  });
});
