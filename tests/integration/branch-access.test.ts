import { newId } from "../../db/new-id";
import type { ProblemBody } from "../harness/api-client";
import { apiClient, createTestCustomer, locator } from "../harness/api-client";
import type { ApiOperation } from "../harness/api-contract";
import { awaitCondition } from "../harness/await-condition";
import { expectStatus } from "../harness/bookkeepers";
import { today } from "../harness/database";
import type { Person } from "../harness/open-person";
import { openPerson } from "../harness/open-person";
import { giveAccess } from "../harness/people";
import type { TestApp, TestPartner } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

interface BookingBody {
  readonly id: string;
  readonly branch_id: string | null;
  readonly tickets: readonly { readonly number: string }[];
}

interface Sold {
  readonly bookingId: string;
  readonly operationId: string;
  readonly ticket: string;
  readonly entryId: string;
  readonly documentId: string;
}

type Page = { readonly data: readonly { readonly id: string }[] };

let app: TestApp;
let partner: TestPartner;
let dhaka: string;
let chattogram: string;
/** Of Dhaka alone, where she may do everything. */
let person: Person;
let ofBoth: Person;
let inDhaka: Sold;
let inChattogram: Sold;
let inNone: Sold;

beforeAll(async () => {
  app = await startTestApp();
  partner = await app.createPartner();
  [dhaka, chattogram] = [await addBranch("DAC"), await addBranch("CGP")];
  person = await openPerson(app, partner.scope, { role: "partner_admin", branch: "DAC" });
  ofBoth = await openPerson(app, partner.scope, { role: "travel_agent", branch: "DAC" });
  await giveAccess(partner.scope, ofBoth.user.userId, { branch: "CGP" });
  inDhaka = await sell({ branch_id: dhaka });
  inChattogram = await sell({ branch_id: chattogram });
  inNone = await sell({});
});

afterAll(() => app.close());

const house = () => apiClient(app, partner.token);

async function addBranch(code: string): Promise<string> {
  const publicId = newId("branch");
  await partner.scope.db
    .insertInto("branches")
    .values({ public_id: publicId, branch_code: code, branch_name: code })
    .execute();
  return publicId;
}

function book(who: Pick<Person, "client">, customerId: string, more: object) {
  return who.client.post<BookingBody & ProblemBody>("/v1/bookings", {
    customer_id: customerId,
    reservation: { supplier: "amadeus", record_locator: locator("OK") },
    ...more,
  });
}

async function sell(more: object): Promise<Sold> {
  const client = house();
  const booking = expectStatus(201, await book({ client }, await createTestCustomer(client), more));
  const issued = expectStatus(
    201,
    await client.post<{ operation_id: string; journal_entry_id: string; ticket_numbers: string[] }>(
      `/v1/bookings/${booking.id}/issue`,
    ),
  );
  const documentId = await awaitCondition("the e-ticket", async () => {
    const { body } = await client.get<Page>(`/v1/documents?booking_id=${booking.id}`);
    return body.data[0]?.id;
  });
  return {
    bookingId: booking.id,
    operationId: issued.operation_id,
    ticket: issued.ticket_numbers[0] ?? "",
    entryId: issued.journal_entry_id,
    documentId,
  };
}

function pathsOf(sold: Sold): string[] {
  return [
    `/v1/bookings/${sold.bookingId}`,
    `/v1/tickets/${sold.ticket}`,
    `/v1/operations/${sold.operationId}`,
    `/v1/operations/${sold.operationId}/events`,
    `/v1/journal-entries/${sold.entryId}`,
    `/v1/documents/${sold.documentId}`,
    `/v1/documents/${sold.documentId}/content`,
  ];
}

async function statusOf(path: string, { token }: Pick<Person, "token"> = person): Promise<number> {
  const response = await app.request(path, { headers: { Authorization: `Bearer ${token}` } });
  await response.body?.cancel();
  return response.status;
}

describe("who is held to a branch", () => {
  test("reads what is of it, and nothing of another or of none", async () => {
    for (const path of pathsOf(inDhaka)) expect([path, await statusOf(path)]).toEqual([path, 200]);
    for (const path of [...pathsOf(inChattogram), ...pathsOf(inNone)]) {
      expect([path, await statusOf(path)]).toEqual([path, 404]);
      expect([path, await statusOf(path, partner)]).toEqual([path, 200]);
    }
  });

  test("finds in lists what is of it, and nothing of another or of none", async () => {
    const idsOf = async (path: string) =>
      (await person.client.get<Page>(path)).body.data.map(({ id }) => id);
    expect(await idsOf("/v1/bookings")).toEqual([inDhaka.bookingId]);
    expect(await idsOf(`/v1/bookings?branch_id=${chattogram}`)).toEqual([]);
    expect(await idsOf(`/v1/documents?booking_id=${inChattogram.bookingId}`)).toEqual([]);
    expect(await idsOf("/v1/documents")).toEqual([inDhaka.documentId]);
    expect(await idsOf("/v1/operations")).toContain(inDhaka.operationId);
    expect(await idsOf("/v1/operations")).not.toContain(inChattogram.operationId);
    expect(await idsOf("/v1/operations")).not.toContain(inNone.operationId);
    expect(await idsOf(`/v1/journal-entries?branch_id=${dhaka}`)).toEqual([inDhaka.entryId]);
    expect(await idsOf("/v1/branches")).toEqual([dhaka]);
    const all = (await house().get<Page>("/v1/bookings")).body.data;
    expect(all).toHaveLength(3);
  });

  test("sells in it: the only one without being asked, of several the one that is named", async () => {
    const customerId = await createTestCustomer(house());
    const own = expectStatus(201, await book(person, customerId, {}));
    expect(own.branch_id).toBe(dhaka);
    expect(await statusOf(`/v1/bookings/${own.id}`)).toBe(200);
    const named = expectStatus(201, await book(ofBoth, customerId, { branch_id: chattogram }));
    expect(named.branch_id).toBe(chattogram);
    const issued = await ofBoth.client.post(`/v1/bookings/${named.id}/issue`);
    expect(issued.status).toBe(201);
    const refusals = [
      await book(person, customerId, { branch_id: chattogram }),
      await book(ofBoth, customerId, {}),
    ];
    expect(refusals.map(({ status, body }) => [status, body.code])).toEqual([
      [403, "branch_not_allowed"],
      [403, "branch_not_allowed"],
    ]);
  });

  test("issues nothing of another branch, and decides nothing there", async () => {
    const client = house();
    const customerId = await createTestCustomer(client);
    const booking = expectStatus(
      201,
      await book({ client }, customerId, { branch_id: chattogram }),
    );
    const answers = [
      await person.client.post(`/v1/bookings/${booking.id}/issue`),
      await person.client.post(`/v1/operations/${inChattogram.operationId}/cancel`, {
        note: "not wanted",
      }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([404, 404]);
    const after = await client.get<BookingBody>(`/v1/bookings/${booking.id}`);
    expect(after.body.tickets).toEqual([]);
  });

  test("reads reports and entries of a branch of theirs alone, which they name", async () => {
    const report = `/v1/reports/trial-balance?to=${today()}`;
    const ask = async (query: string, who = person) => {
      const { status, body } = await who.client.get<ProblemBody>(`${report}${query}`);
      return status === 200 ? 200 : [status, body.code];
    };
    expect(await ask(`&branch_id=${dhaka}`)).toBe(200);
    expect(await ask("")).toEqual([403, "branch_not_allowed"]);
    expect(await ask(`&branch_id=${chattogram}`)).toEqual([403, "branch_not_allowed"]);
    expect(await ask(`&branch_id=${newId("branch")}`)).toEqual([404, "not_found"]);
    expect(await ask(`&branch_id=${dhaka}&branch_id=${chattogram}`)).toEqual([
      403,
      "branch_not_allowed",
    ]);
    expect(await statusOf("/v1/journal-entries")).toBe(403);
    expect(await statusOf(`/v1/journal-entries?branch_id=${chattogram}`)).toBe(403);
  });

  test("is refused every route that does not say how it treats branches", async () => {
    const ofAll = app.contract.operations.filter(
      ({ path, branches }) => path.startsWith("/v1/") && branches === "all",
    );
    expect(ofAll.length).toBeGreaterThan(20);
    const open: string[] = [];
    for (const operation of ofAll) {
      const { status, code } = await callWithoutBody(operation);
      if (status !== 403 || code !== "branch_not_allowed") {
        open.push(`${operation.method} ${operation.path}: ${status} ${code}`);
      }
    }
    expect(open).toEqual([]);
  });
});

async function callWithoutBody({ method, path }: ApiOperation) {
  const response = await app.request(path.replaceAll(/\{\w+\}/g, "x"), {
    method,
    headers: { Authorization: `Bearer ${person.token}` },
  });
  const { code }: Partial<ProblemBody> = JSON.parse(await response.text());
  return { status: response.status, code };
}

test("a closed branch sells no more", async () => {
  const client = house();
  const closed = await addBranch("SYL");
  await partner.scope.db
    .updateTable("branches")
    .set({ is_active: 0 })
    .where("public_id", "=", closed)
    .execute();
  const answer = await book({ client }, await createTestCustomer(client), { branch_id: closed });
  expect(answer).toMatchObject({ status: 403, body: { code: "branch_not_allowed" } });
});
