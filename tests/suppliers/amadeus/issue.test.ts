import type { Reservation } from "../../../domain/reservation";
import type { IssueValue } from "../../../suppliers/air-operations";
import type { SupplierOutcome } from "../../../suppliers/outcome";
import {
  type Harness,
  issue,
  never,
  operationsOf,
  proceed,
  startHarness,
  summarize,
} from "./harness";

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.stop());

function issued(outcome: SupplierOutcome<IssueValue>): Reservation {
  if (outcome.kind === "done" && outcome.value.kind === "issued") return outcome.value.reservation;
  throw new Error(JSON.stringify(outcome));
}

async function fail(): Promise<never> {
  throw new Error("the books are closed");
}

describe("issue", () => {
  test("reads, tickets and reads again in one session, and gives the tickets", async () => {
    const { recordLocator } = await harness.createPnr();
    const { documents } = issued(await issue(harness.client(), recordLocator));
    const pnr = await harness.readPnr(recordLocator);
    expect(documents).toEqual([
      {
        number: pnr.documents[0]?.number,
        conjunction: [pnr.documents[0]?.number],
        passengerReference: "PT2",
        segmentReferences: ["ST1"],
        issuedOn: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
        issuingOffice: "DACTB2100",
        validatingCarrier: "BG",
        total: { currency: "BDT", minor: 4_965_000n },
      },
    ]);
    expect(operationsOf(await harness.journal(recordLocator))).toEqual([
      "PNR_Retrieve Start",
      "DocIssuance_IssueTicket InSeries",
      "PNR_Retrieve End",
    ]);
  });

  test("tickets all fares of a family in one message, a document for each traveller", async () => {
    const { recordLocator, fareReferences } = await harness.createPnr({ template: "family" });
    const { documents } = issued(await issue(harness.client(), recordLocator, fareReferences));
    expect(documents.map(({ passengerReference }) => passengerReference)).toEqual([
      "PT2",
      "PT3",
      "PT4",
      "PT2I",
    ]);
    const numbers = documents.map(({ number }) => BigInt(number));
    expect(numbers.map((number) => number - (numbers[0] ?? 0n))).toEqual([0n, 1n, 2n, 3n]);
    const asked = await harness.journal(recordLocator);
    expect(asked.filter(({ operation }) => operation === "DocIssuance_IssueTicket")).toHaveLength(
      1,
    );
  });

  test("tickets only the fares it was asked for, then the others", async () => {
    const { recordLocator } = await harness.createPnr({ template: "family" });
    const client = harness.client();
    const first = issued(await issue(client, recordLocator, ["2"]));
    expect(first.documents.map(({ passengerReference }) => passengerReference)).toEqual(["PT4"]);
    const second = issued(await issue(client, recordLocator, ["1", "3"]));
    expect(second.documents).toHaveLength(4);
  });

  test("gives six flights two documents in conjunction", async () => {
    const { recordLocator } = await harness.createPnr({ template: "conjunction" });
    const [document] = issued(await issue(harness.client(), recordLocator)).documents;
    const first = BigInt(document?.number ?? "0");
    expect(document?.conjunction.map(BigInt)).toEqual([first, first + 1n]);
    expect(document?.segmentReferences).toHaveLength(6);
    expect(document?.number).toMatch(/^157/);
  });

  test("asks the caller between reading and ticketing, and tickets nothing where it says no", async () => {
    const { recordLocator } = await harness.createPnr();
    let seen: Reservation | undefined;
    const outcome = await harness.client().issue(
      { recordLocator, fareReferences: ["1"], idempotencyKey: "key" },
      async (reservation) => {
        seen = reservation;
        return { proceed: false };
      },
      { signal: never },
    );
    expect(summarize(outcome)).toBe("stopped");
    expect(seen?.recordLocator).toBe(recordLocator);
    expect(operationsOf(await harness.journal(recordLocator))).toEqual([
      "PNR_Retrieve Start",
      "Security_SignOut End",
    ]);
  });

  test("tickets the fares under the references the caller found, where they were renumbered", async () => {
    const { recordLocator } = await harness.createPnr({ template: "family" });
    const outcome = await harness.client().issue(
      { recordLocator, fareReferences: ["7"], idempotencyKey: "key" },
      async ({ fares }) => ({
        proceed: true,
        fareReferences: fares.map(({ reference }) => reference),
      }),
      { signal: never },
    );
    expect(issued(outcome).documents).toHaveLength(4);
  });

  test("ends the session where the caller fails, and passes its error on", async () => {
    const { recordLocator } = await harness.createPnr();
    const work = harness
      .client()
      .issue({ recordLocator, fareReferences: ["1"], idempotencyKey: "key" }, fail, {
        signal: never,
      });
    await expect(work).rejects.toThrow("the books are closed");
    expect(operationsOf(await harness.journal(recordLocator)).at(-1)).toBe("Security_SignOut End");
  });

  test("adopts the tickets that are there instead of ticketing again", async () => {
    const { recordLocator } = await harness.createPnr();
    const client = harness.client();
    const first = issued(await issue(client, recordLocator));
    const second = await issue(client, recordLocator);
    expect(summarize(second)).toBe("alreadyTicketed");
    expect(second.kind === "done" && second.value.reservation.documents).toEqual(first.documents);
    expect((await harness.readPnr(recordLocator)).documents).toHaveLength(1);
  });

  test("tickets again what was voided", async () => {
    const { recordLocator } = await harness.createPnr();
    const client = harness.client();
    const first = issued(await issue(client, recordLocator)).documents[0]?.number ?? "";
    await client.voidDocuments({ documentNumbers: [first] }, { signal: never });
    const { documents } = issued(await issue(client, recordLocator));
    expect(documents).toHaveLength(1);
    expect(documents[0]?.number).not.toBe(first);
  });

  test("refuses a stored fare that is not in the PNR, before asking to ticket", async () => {
    const { recordLocator } = await harness.createPnr();
    const outcome = await issue(harness.client(), recordLocator, ["7"]);
    expect(outcome).toMatchObject({ kind: "refused", reason: "reservation_invalid" });
    expect(operationsOf(await harness.journal(recordLocator))).not.toContain(
      "DocIssuance_IssueTicket InSeries",
    );
  });

  test("of two at the same time, one tickets and the other is told to look again", async () => {
    const { recordLocator } = await harness.createPnr();
    const client = harness.client();
    const bothRead = createBarrier(2);
    const attempt = async () =>
      client.issue(
        { recordLocator, fareReferences: ["1"], idempotencyKey: "key" },
        async () => {
          await bothRead();
          return { proceed: true };
        },
        { signal: never },
      );
    const outcomes = await Promise.all([attempt(), attempt()]);
    const summaries = outcomes.map(summarize);
    // The loser sees the winner's ticket when it looks: it must not say that nothing happened.
    expect(summaries.filter((summary) => summary === "issued")).toHaveLength(1);
    expect(["notDone", "unknown"]).toContain(summaries.find((summary) => summary !== "issued"));
    expect((await harness.readPnr(recordLocator)).documents).toHaveLength(1);
    expect(summarize(await issue(client, recordLocator))).toBe("alreadyTicketed");
  });

  test("tickets a hundred PNRs at once, each once, with numbers all different", async () => {
    const { pnrs } = await harness.control<{ pnrs: { recordLocator: string }[] }>("POST", "/pnrs", {
      count: 100,
    });
    const client = harness.client();
    const outcomes = await Promise.all(
      pnrs.map(({ recordLocator }) => issue(client, recordLocator)),
    );
    const numbers = outcomes.flatMap((outcome) =>
      issued(outcome).documents.map(({ number }) => number),
    );
    expect(new Set(numbers).size).toBe(100);
  });

  test("is not done when the caller gave up before anything was sent", async () => {
    const { recordLocator } = await harness.createPnr();
    const outcome = await harness
      .client()
      .issue({ recordLocator, fareReferences: ["1"], idempotencyKey: "key" }, proceed, {
        signal: AbortSignal.abort(),
      });
    expect(outcome).toEqual({ kind: "notDone", message: "aborted" });
    expect(await harness.journal(recordLocator)).toEqual([]);
  });

  test("is not done when the caller gave up while it was asked", async () => {
    const { recordLocator } = await harness.createPnr();
    const controller = new AbortController();
    const outcome = await harness.client().issue(
      { recordLocator, fareReferences: ["1"], idempotencyKey: "key" },
      async () => {
        controller.abort();
        return { proceed: true };
      },
      { signal: controller.signal },
    );
    expect(outcome.kind).toBe("notDone");
    expect(operationsOf(await harness.journal(recordLocator))).toEqual([
      "PNR_Retrieve Start",
      "Security_SignOut End",
    ]);
  });
});

function createBarrier(count: number): () => Promise<void> {
  let waiting = 0;
  const { promise: opened, resolve: open } = createDeferred();
  return async () => {
    waiting += 1;
    if (waiting === count) open();
    await opened;
  };
}

function createDeferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  const resolvers: (() => void)[] = [];
  const promise = new Promise<void>((resolve) => resolvers.push(resolve));
  return { promise, resolve: () => resolvers.forEach((resolve) => resolve()) };
}
