import { credit, debit } from "../../../domain/journal/posting";
import { parseMoney } from "../../../domain/money";
import type { ApiClient } from "../api-client";
import { bookReservation, createTestCustomer, locator } from "../api-client";
import {
  approve,
  bdt,
  createDraft,
  expectStatus,
  openBookkeepers,
  postManualEntry,
  submitDraft,
} from "../bookkeepers";
import { createBooksPartner, periodIdOf } from "../books-partner";
import { agencies, hotLines, saleOf, toBytes } from "../bsp-files";
import { billingOfToday, openPayee } from "../bsp-remittances";
import { today } from "../database";
import { addRate, post as postEntry, postingOf, setPeriodStatus } from "../ledger";
import { agtMapping } from "../mapped-files";
import { enterMemo } from "../memos";
import { sellRefundable } from "../refunds";
import { samplePng } from "../sample-images";
import { supplierControl } from "../supplier-control";
import { keepVoidWindowsOpen } from "../void-window";
import type { Scene } from "./scene";
import { idOf, post, reason, replace, versionOf } from "./scene";

/** A person's word for a period that has ended, and back. */
async function signOff(scene: Scene): Promise<void> {
  const { scope, maker } = await openBookkeepers(scene.app, { booksFrom: "2025-01-01" });
  scene.scopes.push(scope);
  const settled = { close_sign_off_roles: ["partner_admin"] };
  const match = await versionOf("/v1/partner", maker);
  expectStatus(200, await maker.patch("/v1/partner", settled, match));
  const { body } = await maker.get<{ data: { id: string }[] }>("/v1/periods");
  const path = `/v1/periods/${String(body.data[0]?.id)}`;
  await post(scene, `${path}/sign-off`, { role: "partner_admin" }, maker);
  await post(scene, `${path}/withdraw-sign-off`, {}, maker);
}

export async function keepCustomers(scene: Scene): Promise<void> {
  const id = await createTestCustomer(scene.people.maker);
  await post(scene, `/v1/customers/${id}/consents`, {
    purpose: "marketing_email",
    status: "given",
    channel: "counter",
    decided_at: new Date(Date.now() - 60_000).toISOString(),
  });
  await post(scene, `/v1/customers/${id}/credit-limit`, {
    credit_limit: bdt("1000.00"),
    ...reason,
  });
  await post(scene, "/v1/privacy/exports", { customer_id: id });
  await post(scene, "/v1/privacy/erasures", { customer_id: id, ...reason });
}

async function keepLogo({ people: { maker } }: Scene): Promise<void> {
  const content = samplePng({ width: 8, height: 8 }).toString("base64");
  const logo = { content_type: "image/png", content };
  const path = "/v1/partner/logo";
  expectStatus(200, await maker.put(path, logo, await versionOf("/v1/partner", maker)));
  expectStatus(200, await maker.delete(path, await versionOf("/v1/partner", maker)));
}

export async function keepMasterData(scene: Scene): Promise<void> {
  await replace(scene, "patch", "/v1/partner", { name: "Nova Travels and Tours" });
  await keepLogo(scene);
  await replace(scene, "patch", `/v1/branches/${idOf(scene, "branch_id")}`, { name: "Gulshan" });
  await replace(scene, "patch", `/v1/suppliers/${idOf(scene, "supplier_id")}`, { name: "Biman" });
  await post(scene, "/v1/suppliers", {
    code: "HOTELBEDS",
    name: "Hotelbeds",
    type: "bedbank",
    settlement_mode: "direct",
  });
  const { maker } = scene.people;
  const asked = await maker.post(`/v1/suppliers/${idOf(scene, "supplier_id")}/bank-details`, {
    bank_name: "BRAC Bank",
    account_holder_name: "Biman",
    account_number: "1501202345678",
    currency: "BDT",
    ...reason,
  });
  expectStatus(202, asked);
  const account = `/v1/accounts/${idOf(scene, "account_id")}`;
  await post(scene, `${account}/rename`, { name: "Rent of the office" });
  await post(scene, `${account}/deactivate`);
  await post(scene, `${account}/activate`);
  await post(scene, "/v1/accounts/import", {
    csv: "code,name,class,parent_code,control,is_postable,is_monetary\n6002,Cleaning,expense,,,yes,no\n",
  });
  await post(scene, "/v1/fx-rates", {
    from: "EUR",
    to: "BDT",
    effective_on: today(),
    rate: "128.5",
  });
  await post(scene, "/v1/fx-rates/import", {
    csv: `from_currency,to_currency,effective_on,rate\nGBP,BDT,${today()},150.25\n`,
  });
  await post(scene, "/v1/fx-rate-feeds/ecb", { active: true });
  await post(scene, "/v1/fx-rate-feeds/ecb/refresh");
  await post(scene, "/v1/reports/export", {
    report: "trial_balance",
    format: "csv",
    from: today(),
    to: today(),
  });
  await post(scene, `/v1/reports/definitions/${idOf(scene, "report_definition_id")}/run`);
}

export async function keepBooks(scene: Scene): Promise<void> {
  const draft = await createDraft(scene.people);
  const path = `/v1/journal-entries/drafts/${draft.id}`;
  const { lines } = draft;
  await replace(scene, "put", path, { entry_date: today(), description: "Changed", lines });
  const { maker } = scene.people;
  const version = await versionOf(path, maker);
  expectStatus(200, await maker.post(`${path}/discard`, undefined, version));
  const refused = await submitDraft(scene.people, await createDraft(scene.people));
  await post(scene, `/v1/approvals/${refused.id}/reject`, reason, scene.people.checker);
  const withdrawn = await submitDraft(scene.people, await createDraft(scene.people));
  await post(scene, `/v1/approvals/${withdrawn.id}/withdraw`, reason);
  await post(scene, `/v1/approvals/${withdrawn.id}/comments`, { text: "Asked for too early" });
  await post(scene, `/v1/approval-delegations/${idOf(scene, "delegation_id")}/revoke`);
  const template = `/v1/journal-entries/templates/${idOf(scene, "template_id")}`;
  await post(scene, `${template}/draft`, { entry_date: today() });
  const entry = `/v1/journal-entries/${await postManualEntry(scene.people)}`;
  const content = Buffer.from("a,b\n1,2\n").toString("base64");
  const file = { file_name: "bill.csv", content_type: "text/csv", content };
  await post(scene, `${entry}/attachments`, file);
  await post(scene, `${entry}/reverse`, reason);
  await post(scene, "/v1/journal-imports", {
    kind: "journal",
    csv: [
      "entry,date,description,account,debit,credit,currency,customer,supplier,fx_rate",
      `1,${today()},Bank charges,5051,12.00,,BDT,,,`,
      `1,${today()},Bank charges,1161,,12.00,BDT,,,`,
    ].join("\n"),
  });
}

export async function keepRecurring(scene: Scene): Promise<void> {
  const id = idOf(scene, "recurring_id");
  const approvals = await scene.people.checker.get<{ data: { id: string; subject_id: string }[] }>(
    "/v1/approvals?status=pending&limit=100",
  );
  const approval = approvals.body.data.find(({ subject_id: subject }) => subject === id);
  await approve(scene.people, { id: approval?.id ?? "" });
  const path = `/v1/journal-entries/recurring/${id}`;
  for (const action of ["pause", "resume", "end"]) await post(scene, `${path}/${action}`, reason);
}

export async function keepPeriods(scene: Scene): Promise<void> {
  const books = await createBooksPartner(scene.app);
  scene.scopes.push(books.scope);
  const { client, scope } = books;
  for (const [rate, on] of [
    ["117.3332", "2025-01-01"],
    ["118.1", "2025-01-31"],
  ] as const) {
    await addRate(scope, { from: "USD", to: "BDT", rate, on });
  }
  const usd = parseMoney({ amount: "640.00", currency: "USD" });
  const lines = [debit("1101", usd, { customerId: books.customer.id }), credit("4031", usd, {})];
  await postEntry(books, postingOf(books, { eventDate: "2025-01-15", lines }));
  const january = `/v1/periods/${await periodIdOf(books, "2025-01")}`;
  await post(scene, `${january}/check`, undefined, client);
  await post(scene, `${january}/soft-close`, undefined, client);
  await post(scene, `${january}/revalue`, undefined, client);
  await post(scene, `${january}/recognise`, undefined, client);
  await keepOverrides(scene, client);
  await post(scene, `${january}/accrue`, undefined, client);
  await signOff(scene);
  const attestations = [{ item: "credit_loss_updated", note: "looked at, nothing to add" }];
  await post(scene, `${january}/close`, { attestations }, client);
  await post(scene, `${january}/complete`, undefined, client);
  await post(scene, `${january}/reopen`, reason, client);
  const february = await periodIdOf(books, "2025-02");
  await setPeriodStatus(scope, "2025-01", "locked");
  await setPeriodStatus(scope, "2025-02", "closed");
  await post(scene, `/v1/periods/${february}/lock`, undefined, client);
  for (let month = 3; month < 12; month += 1) {
    await setPeriodStatus(scope, `2025-${String(month).padStart(2, "0")}`, "closed");
  }
  await setPeriodStatus(scope, "2025-12", "soft_closed");
  await post(scene, "/v1/fiscal-years/2025/close", undefined, client);
  await post(scene, "/v1/fiscal-years", { fiscal_year: 2027 }, client);
}

async function keepOverrides(scene: Scene, client: ApiClient): Promise<void> {
  const { body } = await client.get<{ data: { id: string }[] }>("/v1/suppliers");
  const agreement = {
    code: "BG-2025",
    supplier_id: body.data[0]?.id,
    kind: "override",
    valid_from: "2025-01-01",
    valid_until: "2025-12-31",
    tiers: [{ from: bdt("0.00"), percent: "1" }],
  };
  const { id } = await post(scene, "/v1/override-agreements", agreement, client);
  const path = `/v1/override-agreements/${String(id)}`;
  const change = { highly_probable: true };
  expectStatus(200, await client.patch(path, change, await versionOf(path, client)));
}

export async function voidAndCancel(scene: Scene): Promise<void> {
  const { people } = scene;
  const booking = await bookReservation(people.maker, locator("OK"));
  await post(scene, `/v1/bookings/${booking.id}/issue`);
  await keepVoidWindowsOpen(people.scope);
  await post(scene, `/v1/bookings/${booking.id}/void`, reason);
  const held = await bookReservation(people.maker, locator("OK"));
  await post(scene, `/v1/bookings/${held.id}/cancel`, reason);
}

export async function acceptPrice(scene: Scene): Promise<void> {
  const { maker } = scene.people;
  const { id } = await bookReservation(maker, locator("CHG"));
  const path = `/v1/bookings/${id}`;
  const refused = await maker.post<{ price_change_id: string }>(`${path}/issue`);
  expectStatus(409, refused);
  const body = { price_change_id: refused.body.price_change_id };
  const version = await versionOf(path, maker);
  expectStatus(200, await maker.post(`${path}/accept-price`, body, version));
}

export async function answerSchedule(scene: Scene): Promise<void> {
  const supplier = supplierControl(scene.app);
  const booking = await bookReservation(scene.people.maker, locator("OK"));
  await supplier.changePnr(booking.record_locator, { segments: [movedFlight] });
  const check = await post(scene, `/v1/bookings/${booking.id}/check-schedule`);
  const path = `/v1/schedule-changes/${check["schedule_change_id"]}`;
  const version = await versionOf(path, scene.people.maker);
  expectStatus(200, await scene.people.maker.post(`${path}/accept`, undefined, version));
  await post(scene, "/v1/schedule-checks");
}

export async function splitReservation(scene: Scene): Promise<void> {
  const supplier = supplierControl(scene.app);
  const names = ["RAHMAN", "SULTANA"];
  const passengers = names.map((surname) => ({ type: "ADT", surname, givenNames: "AYESHA MS" }));
  const recordLocator = await supplier.createPnr({ template: "one-way", pnr: { passengers } });
  const booking = await bookReservation(scene.people.maker, recordLocator);
  await supplier.splitPnr(recordLocator, [2]);
  await post(scene, `/v1/bookings/${booking.id}/split`, {});
}

export async function reportCoupons(scene: Scene): Promise<void> {
  const { maker } = scene.people;
  const booking = await bookReservation(maker, locator("OK"));
  const issued = await post(scene, `/v1/bookings/${booking.id}/issue`);
  const ticket = issued["ticket_numbers"]?.[0];
  const body = { coupons: [{ ticket_number: ticket, coupon_number: 1, outcome: "unused" }] };
  const path = `/v1/bookings/${booking.id}`;
  expectStatus(200, await maker.post(`${path}/report-coupons`, body, await versionOf(path, maker)));
}

/** A day after the flight of the template. */
const movedFlight = {
  carrierCode: "BG",
  flightNumber: "147",
  bookingClass: "Y",
  originAirport: "DAC",
  destinationAirport: "DXB",
  departsLocal: `${dayAhead(46)}T19:30`,
  arrivesLocal: `${dayAhead(46)}T22:45`,
};

function dayAhead(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

export async function refundTickets(scene: Scene): Promise<void> {
  const { maker } = scene.people;
  const sale = await sellRefundable(maker, supplierControl(scene.app));
  const quote = await post(scene, "/v1/refunds/quote", { booking_id: sale.booking.id });
  const refund = await post(scene, "/v1/refunds", { quote_id: quote["id"], ...reason });
  const path = `/v1/refunds/${String(refund["id"])}`;
  await post(scene, `${path}/payback`, { amount: bdt("100.00"), means: { kind: "cash" } });
  await post(scene, `${path}/settlement`, { kind: "bsp", settled_on: today(), ...reason });
}

export async function decideOnMemos(scene: Scene): Promise<void> {
  const { people } = scene;
  const enter = async () =>
    `/v1/memos/${expectStatus(201, await enterMemo(people.maker, people.supplierId)).id}`;
  const accepted = await enter();
  const content = Buffer.from("a,b\n1,2\n").toString("base64");
  const file = { file_name: "waiver.csv", content_type: "text/csv", content };
  await post(scene, `${accepted}/attachments`, file);
  await post(scene, `${accepted}/review`, {});
  await post(scene, `${accepted}/accept`, {});
  await post(scene, `${accepted}/billing`, { billed_on: today() });
  await post(scene, `${accepted}/recharge`, {
    amount: bdt("100.00"),
    to: { kind: "branch", branch_id: idOf(scene, "branch_id") },
    note: "of this branch",
  });
  await post(scene, `${accepted}/settlement`, { settled_on: today(), reference: "2026-11-H2" });
  const disputed = await enter();
  await post(scene, `${disputed}/review`, {});
  await post(scene, `${disputed}/dispute`, { reason: "fare_correct", text: "as it was filed" });
  await post(scene, `${disputed}/resolution`, { upheld: bdt("0.00"), note: "they gave way" });
}

export async function exchangeTickets(scene: Scene): Promise<void> {
  const booking = await bookReservation(scene.people.maker, locator("OK"));
  await post(scene, `/v1/bookings/${booking.id}/issue`);
  const quote = await post(scene, "/v1/exchanges/quote", { booking_id: booking.id });
  await post(scene, "/v1/exchanges", { quote_id: quote["id"], ...reason });
}

export async function keepBspFiles(scene: Scene): Promise<void> {
  const { maker, scope } = scene.people;
  await scope.db.updateTable("partners").set({ iata_number: agencies.own }).execute();
  const lines = hotLines([saleOf({ number: "9979999999999" })]);
  const content = toBytes(lines).toString("base64");
  await post(scene, "/v1/bsp-files", { file_name: "BDhtBSP.hot", content });
  const { body } = await maker.get<{ data: { id: string }[] }>("/v1/bsp-exceptions?limit=1");
  const ids = body.data.map(({ id }) => id);
  const path = "/v1/bsp-exceptions";
  await post(scene, `${path}/${ids[0] ?? ""}/comments`, { text: "Asked the airline" });
  await post(scene, `${path}/assign`, { exception_ids: ids, user_id: idOf(scene, "user_id") });
  await post(scene, `${path}/resolve`, { exception_ids: ids, resolution: "disputed", ...reason });
  const billing = billingOfToday(await openPayee(scene.people));
  const { id } = await post(scene, "/v1/bsp-remittances", billing);
  await post(scene, `/v1/bsp-remittances/${String(id)}/reject`, { reason_code: "AC01" });
  await keepBspRules(scene);
  await keepBspColumnMappings(scene);
  await keepBspSources(scene);
}

async function keepBspColumnMappings(scene: Scene): Promise<void> {
  const { maker } = scene.people;
  const mapping = await post(scene, "/v1/bsp-column-mappings", agtMapping);
  const path = `/v1/bsp-column-mappings/${String(mapping["id"])}`;
  await replace(scene, "patch", path, { delimiter: ";" });
  expectStatus(200, await maker.delete(path, await versionOf(path, maker)));
}

async function keepBspRules(scene: Scene): Promise<void> {
  const { maker } = scene.people;
  const outcome = { kind: "resolve", resolution: "waiting", comment: "comes later" };
  const conditions = { kinds: ["missing_in_bsp"] };
  const rule = await post(scene, "/v1/bsp-rules", { name: "Late ones", conditions, outcome });
  const path = `/v1/bsp-rules/${String(rule["id"])}`;
  await post(scene, `${path}/apply`, {});
  await replace(scene, "patch", path, { priority: 7 });
  expectStatus(200, await maker.delete(path, await versionOf(path, maker)));
}

async function keepBspSources(scene: Scene): Promise<void> {
  const { maker } = scene.people;
  const settings = { kind: "folder", name: "Inbox", directory: "bsp", settle_seconds: 0 };
  const source = await post(scene, "/v1/bsp-sources", settings);
  const path = `/v1/bsp-sources/${String(source["id"])}`;
  await post(scene, `${path}/poll`);
  await replace(scene, "patch", path, { name: "Their inbox" });
  expectStatus(200, await maker.delete(path, await versionOf(path, maker)));
}

export async function keepPolicies(scene: Scene): Promise<void> {
  await replace(scene, "put", "/v1/approval-policies/refund.create", {
    levels: [
      { from: bdt("100000.00"), approvers: 1 },
      { from: bdt("500000.00"), approvers: 2 },
    ],
    ttl_hours: 24,
    ...reason,
  });
}
