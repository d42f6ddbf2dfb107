import type { PartnerDatabase } from "../../db/partner-scope";
import type { NewPartner } from "../../services/partner/create-partner";
import type { Answer, ApiClient } from "./api-client";
import { apiClient } from "./api-client";
import { today } from "./database";
import { addCustomer, addSupplier } from "./ledger";
import { addUser, giveAccess } from "./people";
import type { TestApp } from "./test-app";

/** A partner whose books two people keep, one checking the other. */
export interface Bookkeepers {
  readonly scope: PartnerDatabase;
  readonly maker: ApiClient;
  /** The maker's other token. */
  readonly makerAgain: ApiClient;
  readonly checker: ApiClient;
  /** What the two speak with. */
  readonly tokens: { readonly maker: string; readonly checker: string };
  readonly makerTokenId: string;
  readonly checkerTokenId: string;
  readonly customerId: string;
  readonly supplierId: string;
}

export async function openBookkeepers(
  app: Pick<TestApp, "createPartner" | "createToken" | "request">,
  overrides: Partial<NewPartner> = {},
): Promise<Bookkeepers> {
  const { scope, token } = await app.createPartner(overrides);
  const everything = [...(await permissionsOf(scope))];
  const again = await app.createToken(scope, everything);
  const other = await app.createToken(scope, everything);
  const tokens = await listTokens(scope);
  const [makerUser, checkerUser] = [await addUser(scope), await addUser(scope)];
  for (const user of [makerUser, checkerUser]) {
    await giveAccess(scope, user, { role: "partner_admin" });
  }
  await assignTokens(scope, tokens.slice(0, 2), makerUser);
  await assignTokens(scope, tokens.slice(2), checkerUser);
  const customer = await addCustomer(scope);
  const supplierId = await addSupplier(scope);
  const supplier = await scope.db
    .selectFrom("suppliers")
    .select("public_id")
    .where("supplier_id", "=", supplierId)
    .executeTakeFirstOrThrow();
  return {
    scope,
    maker: apiClient(app, token),
    makerAgain: apiClient(app, again),
    checker: apiClient(app, other),
    tokens: { maker: token, checker: other },
    makerTokenId: tokens[0] ?? "",
    checkerTokenId: tokens[2] ?? "",
    customerId: customer.publicId,
    supplierId: supplier.public_id,
  };
}

async function permissionsOf({ db }: PartnerDatabase) {
  const row = await db
    .selectFrom("personal_access_tokens")
    .select("scopes")
    .executeTakeFirstOrThrow();
  return (row.scopes ?? "").split(" ") as Parameters<TestApp["createToken"]>[1];
}

async function listTokens({ db }: PartnerDatabase): Promise<string[]> {
  const rows = await db
    .selectFrom("personal_access_tokens")
    .select("public_id")
    .orderBy("personal_access_token_id")
    .execute();
  return rows.map(({ public_id }) => public_id);
}

async function assignTokens(
  { db }: PartnerDatabase,
  tokens: readonly string[],
  userId: number,
): Promise<void> {
  await db
    .updateTable("personal_access_tokens")
    .set({ user_id: userId })
    .where("public_id", "in", tokens)
    .execute();
}

export interface DraftBody {
  readonly id: string;
  readonly status: string;
  readonly reverse_on: string | null;
  readonly journal_entry_id: string | null;
  readonly lines: readonly unknown[];
  readonly version: number;
}

export interface ApprovalBody {
  readonly id: string;
  readonly status: string;
  readonly subject_id: string;
  readonly maker: { readonly id: string };
  readonly checker: { readonly id: string } | null;
  readonly reason: string | null;
}

export interface OutcomeBody {
  readonly operation_id: string;
  readonly outcome: { readonly type: string; readonly id: string };
}

export function bdt(amount: string) {
  return { amount, currency: "BDT" };
}

/** Dr 5051 / Cr 1161 of 120.00: no party is asked for. */
export function newDraft(overrides: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    entry_date: today(),
    description: "Bank charges of the month",
    lines: [
      { account: "5051", side: "debit", amount: bdt("120.00") },
      { account: "1161", side: "credit", amount: bdt("120.00") },
    ],
    ...overrides,
  };
}

export async function createDraft(
  { maker }: Pick<Bookkeepers, "maker">,
  overrides: Record<string, unknown> = {},
): Promise<DraftBody> {
  return expectStatus(
    201,
    await maker.post<DraftBody>("/v1/journal-entries/drafts", newDraft(overrides)),
  );
}

export async function submitDraft(
  { maker }: Pick<Bookkeepers, "maker">,
  { id }: Pick<DraftBody, "id">,
): Promise<ApprovalBody> {
  return expectStatus(
    201,
    await maker.post<ApprovalBody>(`/v1/journal-entries/drafts/${id}/submit`),
  );
}

export async function approve(
  { checker }: Pick<Bookkeepers, "checker">,
  { id }: Pick<ApprovalBody, "id">,
): Promise<OutcomeBody> {
  return expectStatus(201, await checker.post<OutcomeBody>(`/v1/approvals/${id}/approve`, {}));
}

/** Drafted by one, approved by the other; returns the entry's id. */
export async function postManualEntry(
  people: Pick<Bookkeepers, "maker" | "checker">,
  overrides: Record<string, unknown> = {},
): Promise<string> {
  const draft = await createDraft(people, overrides);
  return (await approve(people, await submitDraft(people, draft))).outcome.id;
}

export function expectStatus<Body>(status: number, answer: Answer<Body>): Body {
  if (answer.status === status) return answer.body;
  throw new Error(`${answer.status} instead of ${status}: ${JSON.stringify(answer.body)}`);
}
