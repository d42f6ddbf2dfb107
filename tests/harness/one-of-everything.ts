import { bookReservation, locator } from "./api-client";
import { awaitCondition } from "./await-condition";
import type { Bookkeepers } from "./bookkeepers";
import { createDraft, expectStatus, submitDraft } from "./bookkeepers";
import { today } from "./database";
import { insertBspRows } from "./furnished-bsp";
import { insertScheduleChange } from "./furnished-partner";
import { insertOverrideRows, insertRecognitionRow } from "./furnished-recognition";
import { insertRefundRows } from "./furnished-refund";
import { addRate } from "./ledger";
import { insertMemoRows } from "./memos";
import { samplePng } from "./sample-images";

/**
 * One of everything that has an id in a path, with the marker in what people write; returns the
 * ids by the name of their path parameter, or by that and the path before it.
 */
export async function createOneOfEverything(
  people: Bookkeepers,
  marker: string,
): Promise<[string, string][]> {
  const { maker, scope } = people;
  const post = async (path: string, body?: unknown): Promise<Record<string, string>> =>
    expectStatus(201, await maker.post<Record<string, string>>(path, body));
  await scope.db.updateTable("customers").set({ display_name: marker }).execute();
  await scope.db.updateTable("suppliers").set({ supplier_name: marker }).execute();
  const booking = await bookReservation(maker, locator("OK"));
  const issued = await post(`/v1/bookings/${booking.id}/issue`);
  const quote = () => post("/v1/exchanges/quote", { booking_id: booking.id });
  const exchanged = await post("/v1/exchanges", {
    quote_id: (await quote())["id"],
    reason: marker,
  });
  const quoted = await quote();
  await putLogo(people);
  const { id: draftId } = await createDraft(people, { description: marker });
  const submitted = await createDraft(people, { description: marker });
  const approval = await submitDraft(people, submitted);
  const lines = submitted.lines;
  const named = { code: marker, description: marker, lines };
  const document = await post(`/v1/journal-entries/drafts/${draftId}/attachments`, {
    file_name: `${marker}.csv`,
    content_type: "text/csv",
    content: Buffer.from("a,b\n1,2\n").toString("base64"),
  });
  const branch = await post("/v1/branches", { code: "B1", name: marker });
  const account = await post("/v1/accounts", { code: "6001", name: marker, class: "expense" });
  const repeats = { frequency: "monthly", day_of_month: 1 };
  const recurring = await post("/v1/journal-entries/recurring", {
    ...named,
    repeats,
    starts_on: today(),
  });
  const template = await post("/v1/journal-entries/templates", named);
  const definition = await post("/v1/reports/definitions", {
    code: marker,
    name: marker,
    span: "previous_month",
    report: "trial_balance",
    format: "csv",
  });
  for (const proof of ["ledger", "audit"]) await post(`/v1/${proof}/verification`);
  await addRate(scope, { from: "USD", to: "BDT", rate: "117.33320000", on: today() });
  const token = await post("/v1/tokens", { name: marker, permissions: ["booking.read.partner"] });
  const own = await post("/v1/me/tokens", { name: marker });
  const provider = await post("/v1/identity-providers", {
    name: marker,
    issuer: "https://login.example.com",
    client_id: marker,
  });
  const role = await post("/v1/roles", {
    code: "marked",
    name: marker,
    permissions: ["booking.read.partner"],
  });
  const { public_id: userId } = await scope.db
    .selectFrom("users")
    .select("public_id")
    .orderBy("user_id")
    .executeTakeFirstOrThrow();
  const { public_id: delegateId } = await scope.db
    .selectFrom("users")
    .select("public_id")
    .orderBy("user_id", "desc")
    .executeTakeFirstOrThrow();
  const delegation = await post("/v1/approval-delegations", {
    delegate_id: delegateId,
    ends_at: new Date(Date.now() + 86_400_000).toISOString(),
    reason: marker,
  });
  const periods = await maker.get<{ data: { id: string }[] }>("/v1/periods");
  const ticket = await awaitCondition("the ticket", async () => {
    const { body } = await maker.get<{ tickets: { number: string }[] }>(
      `/v1/bookings/${booking.id}`,
    );
    return body.tickets[0]?.number;
  });
  const { quoteId, refundId } = await insertRefundRows(scope);
  const memoId = await insertMemoRows(scope);
  const { public_id: requestId } = await scope.db
    .selectFrom("supplier_request_log")
    .innerJoin("bookings", "bookings.booking_id", "supplier_request_log.booking_id")
    .select("supplier_request_log.public_id")
    .where("bookings.public_id", "=", booking.id)
    .executeTakeFirstOrThrow();
  const bsp = await insertBspRows(scope, marker);
  const recognitionRunId = await insertRecognitionRow(scope);
  return [
    ["account_id", account["id"] ?? ""],
    ["approval_id", approval.id],
    ["delegation_id", delegation["id"] ?? ""],
    ["booking_id", booking.id],
    ["branch_id", branch["id"] ?? ""],
    ["bsp_column_mapping_id", bsp.mappingId],
    ["bsp_exception_id", bsp.exceptionId],
    ["bsp_file_id", bsp.fileId],
    ["bsp_remittance_id", bsp.remittanceId],
    ["bsp_rule_id", bsp.ruleId],
    ["bsp_source_id", bsp.sourceId],
    ["customer_id", people.customerId],
    ["supplier_id", people.supplierId],
    ["supplier_request_id", requestId ?? ""],
    ["exchange_id", exchanged["exchange_id"] ?? ""],
    ["exchange_quote_id", quoted["id"] ?? ""],
    ["quote_id /v1/exchanges", quoted["id"] ?? ""],
    ["document_id", document["id"] ?? ""],
    ["draft_id", draftId],
    ["journal_entry_id", issued["journal_entry_id"] ?? ""],
    ["operation_id", issued["operation_id"] ?? ""],
    ["owner_id /v1/journal-entries/drafts", draftId],
    ["memo_id", memoId],
    ["owner_id /v1/memos", memoId],
    ["owner_id /v1/journal-entries", issued["journal_entry_id"] ?? ""],
    ["number", ticket],
    ["period_id", periods.body.data[0]?.id ?? ""],
    ["quote_id", quoteId],
    ["refund_id", refundId],
    ["schedule_change_id", await insertScheduleChange(scope, booking.id)],
    ["recognition_run_id", recognitionRunId],
    ["override_agreement_id", await insertOverrideRows(scope)],
    ["recurring_id", recurring["id"] ?? ""],
    ["report_definition_id", definition["id"] ?? ""],
    ["template_id", template["id"] ?? ""],
    ["provider_id", provider["id"] ?? ""],
    ["role_id", role["id"] ?? ""],
    ["user_id", userId],
    ["token_id /v1/tokens", token["id"] ?? ""],
    ["token_id /v1/me/tokens", own["id"] ?? ""],
  ];
}

async function putLogo({ maker }: Bookkeepers): Promise<void> {
  const { headers } = await maker.get("/v1/partner");
  const logo = {
    content_type: "image/png",
    content: samplePng({ width: 8, height: 8 }).toString("base64"),
  };
  expectStatus(
    200,
    await maker.put("/v1/partner/logo", logo, { "If-Match": headers.get("ETag") ?? "" }),
  );
}
