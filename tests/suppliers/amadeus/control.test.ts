import {
  type Harness,
  issue,
  never,
  type PnrView,
  silenceMs,
  startHarness,
  summarize,
} from "./harness";

let harness: Harness;
beforeEach(async () => {
  harness = await startHarness();
});
afterEach(() => harness.stop());

describe("POST /control/pnrs", () => {
  test("makes thousands at once, all different", async () => {
    const { pnrs } = await harness.control<{ pnrs: PnrView[] }>("POST", "/pnrs", [
      { template: "one-way", count: 1_500 },
      { template: "family", count: 1_500, departsOn: "2027-02-03" },
    ]);
    expect(new Set(pnrs.map(({ recordLocator }) => recordLocator)).size).toBe(3_000);
  });

  test("takes a locator, a departure and a number of travellers", async () => {
    const recordLocator = "ABC123";
    const input = { recordLocator, departsOn: "2027-02-03", adults: 3, children: 2, infants: 1 };
    expect(await harness.createPnr(input)).toMatchObject({
      recordLocator,
      departsLocal: "2027-02-03T10:10",
      fareReferences: ["1", "2", "3"],
    });
    const outcome = await harness.client().retrieve({ recordLocator }, { signal: never });
    expect(outcome.kind === "done" && outcome.value.passengers.map(({ type }) => type)).toEqual([
      "ADT",
      "INF",
      "ADT",
      "ADT",
      "CHD",
      "CHD",
    ]);
  });

  test.each([
    [{ template: "rocket" }, "is none of one-way"],
    [{ recordLocator: "abc" }, "recordLocator"],
    [{ count: 100_000 }, "count"],
    [{ surprise: 1 }, "surprise"],
    [{ pnr: { passengers: [] } }, "passengers"],
  ])("says what is wrong with %j", async (input, message) => {
    await expect(harness.createPnr(input)).rejects.toThrow(new RegExp(`400.*${message}`));
  });
});

describe("PATCH /control/pnrs/…", () => {
  test("cancels between booking and ticketing", async () => {
    const { recordLocator } = await harness.createPnr();
    await harness.control("PATCH", `/pnrs/${recordLocator}`, { cancelled: true });
    const outcome = await harness.client().retrieve({ recordLocator }, { signal: never });
    expect(outcome).toMatchObject({
      kind: "done",
      value: { status: "cancelled", segments: [], fares: [] },
    });
  });

  test("leaves alone what it does not name", async () => {
    const { recordLocator } = await harness.createPnr({ template: "family" });
    await harness.control("PATCH", `/pnrs/${recordLocator}`, { cancelled: true });
    await harness.control("PATCH", `/pnrs/${recordLocator}`, {
      ticketingTimeLimit: "2027-01-01T10:00",
    });
    expect(await harness.control("GET", `/pnrs/${recordLocator}`)).toMatchObject({
      cancelled: true,
      ticketingTimeLimit: "2027-01-01T10:00",
      passengers: { length: 3 },
    });
  });

  test("changes the status of a flight", async () => {
    const { recordLocator } = await harness.createPnr();
    const { segments } = await harness.control<{ segments: object[] }>(
      "GET",
      `/pnrs/${recordLocator}`,
    );
    await harness.control("PATCH", `/pnrs/${recordLocator}`, {
      segments: [{ ...segments[0], statusCode: "UN", departsLocal: "2027-03-01T12:00" }],
    });
    const outcome = await harness.client().retrieve({ recordLocator }, { signal: never });
    expect(outcome.kind === "done" && outcome.value.segments[0]).toMatchObject({
      statusCode: "UN",
      departsLocal: "2027-03-01T12:00",
    });
  });

  test("while a session has it open makes its ticketing a simultaneous change", async () => {
    const { recordLocator } = await harness.createPnr();
    const outcome = await harness.client().issue(
      { recordLocator, fareReferences: ["1"], idempotencyKey: "key" },
      async () => {
        await harness.control("PATCH", `/pnrs/${recordLocator}`, {
          ticketingTimeLimit: "2027-01-01T10:00",
        });
        return { proceed: true };
      },
      { signal: never },
    );
    expect(outcome).toEqual({
      kind: "notDone",
      message: "SIMULTANEOUS CHANGES TO PNR - USE WRA/RT TO PRINT OR IGNORE",
      retryAfterMs: 2_000,
    });
  });
});

describe("faults", () => {
  test("apply to all PNRs until they are cleared", async () => {
    const behaviour = { kind: "httpStatus", status: 503 } as const;
    await harness.fault({ operation: "PNR_Retrieve", behaviour });
    const client = harness.client();
    expect(summarize(await issue(client, "OK0001"))).toBe("notDone");
    expect(summarize(await issue(client, "OK0002"))).toBe("notDone");
    expect(await harness.control("DELETE", "/faults")).toEqual({ cleared: 1 });
    expect(summarize(await issue(client, "OK0001"))).toBe("issued");
  });

  test("let the first through and end after so many times", async () => {
    const behaviour = { kind: "httpStatus", status: 503 } as const;
    await harness.fault({ operation: "PNR_Retrieve", skip: 1, times: 2, behaviour });
    const client = harness.client();
    const kinds: string[] = [];
    for (let index = 0; index < 5; index += 1) {
      kinds.push((await client.retrieve({ recordLocator: "OK0001" }, { signal: never })).kind);
    }
    expect(kinds).toEqual(["done", "notDone", "notDone", "done", "done"]);
    expect(await harness.control("GET", "/faults")).toEqual({ faults: [] });
  });

  test("of one PNR come before the general ones, and are cleared alone", async () => {
    const client = harness.client();
    await harness.fault({ behaviour: { kind: "httpStatus", status: 503 } });
    const faultString = "1929|Application|INVALID RECORD LOCATOR";
    await harness.fault({ recordLocator: "OK0001", behaviour: { kind: "soapFault", faultString } });
    expect((await client.retrieve({ recordLocator: "OK0001" }, { signal: never })).kind).toBe(
      "refused",
    );
    await harness.control("DELETE", "/faults?recordLocator=OK0001");
    expect((await client.retrieve({ recordLocator: "OK0001" }, { signal: never })).kind).toBe(
      "notDone",
    );
  });

  test("can be cleared by their id", async () => {
    const fault = { behaviour: { kind: "hang" } };
    const { id } = await harness.control<{ id: string }>("POST", "/faults", fault);
    expect(await harness.control("DELETE", `/faults/${id}`)).toEqual({ cleared: 1 });
    await expect(harness.control("DELETE", `/faults/${id}`)).rejects.toThrow("404");
  });
});

describe("the journal", () => {
  test("lists what was asked, whether it was done and whether it was answered", async () => {
    const { recordLocator } = await harness.createPnr();
    await harness.fault({
      operation: "DocIssuance_IssueTicket",
      times: 1,
      behaviour: { kind: "workThenHang" },
    });
    await issue(harness.client({ timeoutMs: silenceMs, onExchange: undefined }), recordLocator);
    const asked = await harness.journal(recordLocator);
    expect(
      asked.map(({ operation, worked, answered, result, behaviour }) => [
        operation,
        worked,
        answered,
        result,
        behaviour,
      ]),
    ).toEqual([
      ["PNR_Retrieve", true, true, "ok", undefined],
      ["DocIssuance_IssueTicket", true, false, "ok", "workThenHang"],
      ["Security_SignOut", true, true, "ok", undefined],
    ]);
    const path = `/journal?recordLocator=${recordLocator}&operation=DocIssuance_IssueTicket&limit=1`;
    expect(await harness.control("GET", path)).toMatchObject({
      total: 1,
      entries: [{ officeId: "DACTB2100" }],
    });
  });

  test("has the requests that were turned away", async () => {
    await issue(harness.client({ password: "wrong", onExchange: undefined }), "OK0001");
    const { entries } = await harness.control<{ entries: { result: string }[] }>("GET", "/journal");
    expect(entries.map(({ result }) => result)).toEqual(["99|Session|Not authenticated"]);
  });
});

describe("the rest of the control API", () => {
  test("adds accounts, whose password it never shows", async () => {
    const account = { officeId: "CGPTB2101", username: "WSOTHER", password: "other-secret" };
    expect(JSON.stringify(await harness.control("POST", "/accounts", account))).not.toContain(
      "other-secret",
    );
    const client = harness.client({ ...account, onExchange: undefined });
    expect(summarize(await issue(client, "OK0001"))).toBe("issued");
  });

  test("sets the next ticket number of an airline", async () => {
    await harness.control("PUT", "/serials", { "997": 9_999_999_998 });
    await issue(harness.client(), "OK0001");
    expect((await harness.readPnr("OK0001")).documents[0]?.number).toBe("9979999999998");
  });

  test("lists templates and magic locators", async () => {
    const { templates } = await harness.control<{ templates: object[] }>("GET", "/templates");
    const { magic } = await harness.control<{ magic: object[] }>("GET", "/magic");
    expect([templates.length, magic.length]).toEqual([10, 43]);
  });

  test("forgets everything but the ticket numbers, and those where it is told to", async () => {
    const client = harness.client();
    const numberOf = async () => {
      await issue(client, "OK0001");
      return (await harness.readPnr("OK0001")).documents[0]?.number;
    };
    const first = await numberOf();
    await harness.fault({ behaviour: { kind: "hang" } });
    await harness.control("POST", "/reset");
    const second = await numberOf();
    await harness.control("POST", "/reset?serials=true");
    expect([await numberOf(), BigInt(second ?? "0") - BigInt(first ?? "0")]).toEqual([first, 1n]);
  });

  test("answers 404 and 400 in JSON", async () => {
    await expect(harness.control("GET", "/nothing")).rejects.toThrow("404");
    await expect(harness.control("GET", "/pnrs/ZZZZZ9")).rejects.toThrow(
      '404: {"error":"no PNR ZZZZZ9"}',
    );
    const response = await fetch(`${harness.sandbox.controlUrl}/pnrs`, {
      method: "POST",
      body: "{",
    });
    expect(response.status).toBe(400);
  });
});
