import type { RuleInput } from "../../../suppliers/amadeus/sandbox/behaviours";
import { type Harness, issue, never, silenceMs, startHarness } from "./harness";

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.stop());

async function ticket(template = "one-way", fares = ["1"]) {
  const { recordLocator } = await harness.createPnr({ template });
  await issue(harness.client(), recordLocator, fares);
  const { documents } = await harness.readPnr(recordLocator);
  return { recordLocator, numbers: documents.map(({ number }) => number) };
}

async function voidAll(documentNumbers: readonly string[]) {
  const client = harness.client({ timeoutMs: silenceMs, onExchange: undefined });
  return client.voidDocuments({ documentNumbers }, { signal: never });
}

const onVoid = (recordLocator: string, behaviour: RuleInput["behaviour"], skip = 0): RuleInput => ({
  operation: "Ticket_CancelDocument",
  recordLocator,
  skip,
  times: 1,
  behaviour,
});

describe("voidDocuments", () => {
  test("voids on the day of issue, and the PNR no longer shows the ticket", async () => {
    const { recordLocator, numbers } = await ticket();
    expect(await voidAll(numbers)).toEqual({
      kind: "done",
      value: { voided: numbers, failed: [] },
    });
    const outcome = await harness.client().retrieve({ recordLocator }, { signal: never });
    expect(outcome.kind === "done" && outcome.value.documents).toEqual([]);
    expect((await harness.readPnr(recordLocator)).documents[0]?.status).toBe("voided");
  });

  test("counts a document that is void already as voided", async () => {
    const { numbers } = await ticket();
    await voidAll(numbers);
    expect(await voidAll(numbers)).toEqual({
      kind: "done",
      value: { voided: numbers, failed: [] },
    });
  });

  test("voids a conjunction by any of its numbers", async () => {
    const { recordLocator, numbers } = await ticket("conjunction");
    const second = (BigInt(numbers[0] ?? "0") + 1n).toString();
    expect(await voidAll([second])).toMatchObject({ kind: "done", value: { voided: [second] } });
    expect((await harness.readPnr(recordLocator)).documents[0]?.status).toBe("voided");
  });

  test("says document by document what could not be voided and why", async () => {
    const { numbers } = await ticket("family", ["1", "2", "3"]);
    const [first = "", second = "", third = "", fourth = ""] = numbers;
    await harness.control("PATCH", `/documents/${second}`, { issuedOn: "2026-01-01" });
    const unknownNumber = "9979999999999";
    expect(await voidAll([first, second, unknownNumber, third, fourth])).toEqual({
      kind: "done",
      value: {
        voided: [first, third, fourth],
        failed: [
          {
            number: second,
            reason: "void_window_closed",
            supplierCode: "6155",
            supplierText: "REJECTED - DOCUMENT CONFIRMED SALE",
          },
          {
            number: unknownNumber,
            reason: "document_not_found",
            supplierCode: "401",
            supplierText: "TICKET NUMBER NOT FOUND",
          },
        ],
      },
    });
  });

  test("does not void another office's ticket", async () => {
    const { numbers } = await ticket();
    const account = { officeId: "CGPTB2101", username: "WSOTHER", password: "other" };
    await harness.control("POST", "/accounts", account);
    const client = harness.client({ ...account, onExchange: undefined });
    const outcome = await client.voidDocuments({ documentNumbers: numbers }, { signal: never });
    expect(outcome).toMatchObject({ kind: "done", value: { failed: [{ supplierCode: "5458" }] } });
  });

  test.each<[string, RuleInput["behaviour"], string]>([
    ["silence", { kind: "hang" }, "unknown"],
    ["silence after the work", { kind: "workThenHang" }, "unknown"],
    ["a reset after the work", { kind: "resetAfterWork" }, "unknown"],
    ["HTTP 503", { kind: "httpStatus", status: 503 }, "unknown"],
    ["a truncated body", { kind: "truncatedBody" }, "unknown"],
    ["a session fault", { kind: "soapFault", faultString: " 11|Session|" }, "unknown"],
    [
      "a security fault",
      { kind: "soapFault", faultString: "x", faultCode: "wsse:FailedAuthentication" },
      "refused",
    ],
  ])("%s: the outcome is %s and a repeat settles it", async (_, behaviour, kind) => {
    const { recordLocator, numbers } = await ticket();
    await harness.fault(onVoid(recordLocator, behaviour));
    expect((await voidAll(numbers)).kind).toBe(kind === "refused" ? "refused" : "unknown");
    expect(await voidAll(numbers)).toEqual({
      kind: "done",
      value: { voided: numbers, failed: [] },
    });
  });

  test("is unknown where it breaks off half way, and a repeat settles it", async () => {
    const { recordLocator, numbers } = await ticket("family", ["1", "2", "3"]);
    const behaviour = {
      kind: "soapFault",
      faultString: "x",
      faultCode: "wsse:FailedAuthentication",
    } as const;
    await harness.fault(onVoid(recordLocator, behaviour, 1));
    const outcome = await voidAll(numbers);
    expect(outcome).toMatchObject({ kind: "unknown" });
    expect(await voidAll(numbers)).toEqual({
      kind: "done",
      value: { voided: numbers, failed: [] },
    });
  });

  test("is not done where Amadeus cannot be reached or the caller gave up", async () => {
    const request = { documentNumbers: ["9972400000001"] };
    const client = harness.client({ endpoint: "http://amadeus.invalid/", onExchange: undefined });
    expect((await client.voidDocuments(request, { signal: never })).kind).toBe("notDone");
    const aborted = harness.client().voidDocuments(request, { signal: AbortSignal.abort() });
    expect((await aborted).kind).toBe("notDone");
  });

  test("takes a fault that names the document for that document's own", async () => {
    const { recordLocator, numbers } = await ticket();
    const faultString = "401|Application|TICKET NUMBER NOT FOUND";
    await harness.fault(onVoid(recordLocator, { kind: "soapFault", faultString }));
    expect(await voidAll(numbers)).toMatchObject({
      kind: "done",
      value: { failed: [{ reason: "document_not_found", supplierCode: "401" }] },
    });
  });
});
