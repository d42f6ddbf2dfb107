import type { RefusalCode } from "../../../domain/refusal";
import type { Answer, ApiClient, ProblemBody } from "../api-client";
import type { ApprovalBody, Bookkeepers } from "../bookkeepers";
import { bdt, createDraft, expectStatus, newDraft } from "../bookkeepers";
import type { Ledger } from "../ledger";

/** Books from January 2025 on, and what the cases need besides. */
export interface RefusingBooks extends Omit<Bookkeepers, "supplierId">, Ledger {
  /** Of another partner. */
  readonly strangersCustomerId: string;
  /** Who may do everything but adjust soft-closed periods. */
  readonly clerk: ApiClient;
}

export interface RefusalCase {
  readonly code: RefusalCode;
  readonly name: string;
  readonly status: number;
  /** Of what people are told. */
  readonly detail: RegExp;
  /** Tables that keep what was asked or found, beside the request itself. */
  readonly leaves?: readonly string[];
  /** Spoils the books for the cases after it: it has some of its own. */
  readonly isAlone?: true;
  /** Makes ready what the act needs; the act is what is refused. */
  readonly arrange: (books: RefusingBooks) => Promise<Act> | Act;
}

export type Act = () => Promise<Answer<ProblemBody>>;

export const drafts = "/v1/journal-entries/drafts";
export const debit = { account: "5051", side: "debit", amount: bdt("1.00") };
export const credit = { account: "1161", side: "credit", amount: bdt("1.00") };

type Line = Readonly<Record<string, unknown>>;

/** A draft is refused as it is written. */
export function drafting(line: Line) {
  return ({ maker }: RefusingBooks): Act =>
    () =>
      maker.post(drafts, newDraft({ lines: [line, credit] }));
}

/** A draft is refused when it is submitted. */
export function submitting(overrides: Record<string, unknown>, by: "maker" | "clerk" = "maker") {
  return async (books: RefusingBooks): Promise<Act> => {
    const { id } = await createDraft(books, overrides);
    return () => books[by].post(`${drafts}/${id}/submit`);
  };
}

export function setActive({ scope }: RefusingBooks, code: string, isActive: boolean) {
  return scope.db
    .updateTable("chart_of_accounts")
    .set({ is_active: Number(isActive) })
    .where("account_code", "=", code)
    .execute();
}

export async function addAccount({ maker }: RefusingBooks, code: string, more: object = {}) {
  const body = { code, name: `Account ${code}`, class: "expense", ...more };
  return expectStatus(201, await maker.post<{ id: string }>("/v1/accounts", body)).id;
}

export async function accountIdOf({ scope }: RefusingBooks, code: string): Promise<string> {
  const row = await scope.db
    .selectFrom("chart_of_accounts")
    .select("public_id")
    .where("account_code", "=", code)
    .executeTakeFirstOrThrow();
  return row.public_id;
}

export async function periodPath({ maker }: RefusingBooks, code: string): Promise<string> {
  const { body } = await maker.get<{ data: { id: string; code: string }[] }>("/v1/periods");
  return `/v1/periods/${body.data.find((each) => each.code === code)?.id}`;
}

export function askToReverse({ maker }: RefusingBooks, entryId: string, more: object = {}) {
  const body = { reason: "booked twice", ...more };
  return maker.post<ApprovalBody & ProblemBody>(`/v1/journal-entries/${entryId}/reverse`, body);
}
