import { readFileSync } from "node:fs";
import { join } from "node:path";

import { magicLocators } from "../../../suppliers/amadeus/sandbox/magic-locators";
import { type Harness, issue, never, silenceMs, startHarness, summarize } from "./harness";

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.stop());

/** What the first two issuances come to, and how many tickets there are in the end. */
interface Expected {
  readonly fares?: readonly string[];
  readonly first: string;
  readonly second: string;
  readonly tickets: number;
}

const issues: Expected = { first: "issued", second: "alreadyTicketed", tickets: 1 };
const lostAfterWork: Expected = { first: "unknown", second: "alreadyTicketed", tickets: 1 };
const lostBeforeWork: Expected = { first: "unknown", second: "issued", tickets: 1 };
const family = { fares: ["1", "2", "3"], tickets: 4 };
const unreadable: Expected = {
  first: "refused reservation_invalid",
  second: "refused reservation_invalid",
  tickets: 0,
};

const expectations: Readonly<Record<string, Expected>> = {
  OK: issues,
  FAM: { ...issues, ...family },
  GRP: { ...issues, tickets: 9 },
  CNJ: issues,
  CRD: issues,
  EQV: issues,
  JPY: issues,
  BHD: issues,
  KWD: issues,
  NF: {
    first: "refused reservation_not_found",
    second: "refused reservation_not_found",
    tickets: 0,
  },
  SEC: { first: "refused rejected", second: "refused rejected", tickets: 0 },
  CXL: unreadable,
  BAD: issues,
  UNK: unreadable,
  UNR: unreadable,
  TKD: { first: "alreadyTicketed", second: "alreadyTicketed", tickets: 1 },
  CHG: issues,
  CNC: { first: "issued", second: "alreadyTicketed", tickets: 1 },
  REJ: { first: "refused rejected", second: "refused rejected", tickets: 0 },
  PRT: { fares: ["1", "2", "3"], first: "unknown", second: "alreadyTicketed", tickets: 1 },
  ATK: { first: "refused already_ticketed", second: "alreadyTicketed", tickets: 1 },
  SIM: { first: "notDone", second: "issued", tickets: 1 },
  SES: lostBeforeWork,
  TMB: lostBeforeWork,
  TMA: lostAfterWork,
  LAT: lostBeforeWork,
  RSB: lostBeforeWork,
  RSA: lostAfterWork,
  CLA: lostAfterWork,
  H50: lostBeforeWork,
  H52: lostBeforeWork,
  H53: lostBeforeWork,
  MAL: lostAfterWork,
  TRU: lostAfterWork,
  PRV: lostAfterWork,
  SLO: issues,
  DLY: issues,
  RTF: lostAfterWork,
  FEW: { ...lostAfterWork, ...family },
  MNY: lostAfterWork,
  VWC: issues,
  VNA: issues,
};

/** Where an answer is written twice, the second may get lost: DUP has a test of its own. */
const rows = magicLocators.map(({ prefix }) => prefix).filter((prefix) => prefix !== "DUP");

describe("magic record locators", () => {
  test.concurrent.each(rows)("%s", async (prefix) => {
    const expected = expectations[prefix];
    if (expected === undefined) throw new Error(`no expectation for ${prefix}`);
    const recordLocator = prefix.padEnd(6, "7");
    const timeoutMs = prefix === "DLY" || prefix === "SLO" ? 5_000 : silenceMs;
    const client = harness.client({ timeoutMs, onExchange: undefined });
    const fares = expected.fares ?? ["1"];
    expect(summarize(await issue(client, recordLocator, fares))).toBe(expected.first);
    expect(summarize(await issue(client, recordLocator, fares))).toBe(expected.second);
    const isThere = prefix !== "NF";
    const tickets = isThere ? (await harness.readPnr(recordLocator)).documents.length : 0;
    expect(tickets).toBe(expected.tickets);
  });

  test("DUP", async () => {
    const client = harness.client();
    expect(["issued", "unknown"]).toContain(summarize(await issue(client, "DUP777")));
    expect((await harness.readPnr("DUP777")).documents).toHaveLength(1);
  });

  test("LAT tickets once although the late work comes after the next attempt", async () => {
    const client = harness.client({ timeoutMs: silenceMs, onExchange: undefined });
    expect(summarize(await issue(client, "LATE01"))).toBe("unknown");
    expect(summarize(await issue(client, "LATE01"))).toBe("issued");
    const askedMs = Date.now();
    while (Date.now() < askedMs + 3_500) {
      expect((await harness.readPnr("LATE01")).documents).toHaveLength(1);
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  });

  test("CHG and CNC change between booking and ticketing", async () => {
    const client = harness.client();
    const price = async (): Promise<unknown> => {
      const outcome = await client.retrieve({ recordLocator: "CHG001" }, { signal: never });
      return outcome.kind === "done" ? outcome.value.fares[0]?.fare.total.minor : outcome;
    };
    expect([await price(), await price(), await price()]).toEqual([
      4_965_000n,
      5_315_000n,
      5_315_000n,
    ]);
    const status = async (): Promise<unknown> => {
      const outcome = await client.retrieve({ recordLocator: "CNC001" }, { signal: never });
      return outcome.kind === "done" ? outcome.value.status : outcome;
    };
    expect([await status(), await status()]).toEqual(["active", "cancelled"]);
    expect(summarize(await issue(client, "CNC001"))).toBe("refused reservation_invalid");
  });

  test("BAD does not add up, and its total is passed on as it is", async () => {
    const outcome = await harness.client().retrieve({ recordLocator: "BAD001" }, { signal: never });
    expect(outcome.kind === "done" && outcome.value.fares[0]?.fare.total.minor).toBe(5_315_100n);
  });

  test.each([
    ["VWC001", "void_window_closed"],
    ["VNA001", "rejected"],
  ])("%s tickets and cannot be voided", async (recordLocator, reason) => {
    const client = harness.client();
    expect(summarize(await issue(client, recordLocator))).toBe("issued");
    const number = (await harness.readPnr(recordLocator)).documents[0]?.number ?? "";
    const outcome = await client.voidDocuments({ documentNumbers: [number] }, { signal: never });
    expect(outcome).toMatchObject({
      kind: "done",
      value: { voided: [], failed: [{ number, reason }] },
    });
  });

  test("no prefix begins with another, and drawn locators have none", async () => {
    const prefixes = magicLocators.map(({ prefix }) => prefix);
    for (const prefix of prefixes) {
      expect(prefixes.filter((other) => other !== prefix && other.startsWith(prefix))).toEqual([]);
    }
    const { pnrs } = await harness.control<{ pnrs: { recordLocator: string }[] }>("POST", "/pnrs", {
      count: 2_000,
    });
    const magic = pnrs.filter(({ recordLocator }) =>
      prefixes.some((prefix) => recordLocator.startsWith(prefix)),
    );
    expect(magic).toEqual([]);
  });

  test("the table in the documentation is the one in the code", () => {
    const text = readFileSync(join(__dirname, "../../../docs/sandbox-amadeus.md"), "utf8");
    const table = [...text.matchAll(/^\| `([A-Z\d]{2,3})`\s+\|\s+(.+?)\s+\|/gm)].map(
      ([, prefix, description]) => ({ prefix, description }),
    );
    expect(table).toEqual(
      magicLocators.map(({ prefix, description }) => ({ prefix, description })),
    );
  });
});
