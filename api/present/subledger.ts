import type { PartyAging } from "../../db/read/statements/aging";
import type { OpenPartyLine } from "../../db/read/statements/open-party-lines";
import type { PartyKind, PartyName } from "../../db/read/statements/parties";
import type { PartyStatement, PartyStatementLine } from "../../db/read/statements/party-statement";
import { daysBetween } from "../../domain/calendar";
import { invariant } from "../../domain/invariant";
import { toMoneyJson } from "../../domain/money";
import type { AgingColumns } from "../../domain/statements/aging";
import { bucketIndexOf } from "../../domain/statements/aging";
import type { OpenLine } from "../../domain/statements/apply-oldest-first";
import type { StatementFrame } from "./statement";
import { presentAccount, presentFrame, presentLedgerLine } from "./statement";

/** An aging, with the open items where it is of one party. */
export function presentAging(
  aging: PartyAging,
  frame: StatementFrame,
  asked: {
    readonly kind: PartyKind;
    readonly hasItems: boolean;
    readonly limits: readonly number[];
  },
) {
  const { kind, limits } = asked;
  return {
    object: kind === "customer" ? ("receivables_aging" as const) : ("payables_aging" as const),
    ...presentFrame(frame, aging.currency),
    buckets: aging.buckets.map(({ label, daysFrom, daysTo }) => ({
      label,
      days_from: daysFrom,
      days_to: daysTo,
    })),
    rows: aging.rows.map(({ party, ...columns }) => ({
      party: presentParty(party, kind, frame),
      ...presentColumns(columns),
      items_url: itemsUrl(party, kind, frame, limits),
    })),
    totals: presentColumns(aging.totals),
    controls: aging.controls.map(({ account, balance }) => ({
      account: presentAccount(account, frame),
      balance: toMoneyJson(balance),
    })),
    items: asked.hasItems ? aging.items.map((item) => presentItem(aging, item, frame)) : null,
  };
}

/** A statement but for its lines. */
export function presentPartyStatement(
  statement: PartyStatement,
  frame: StatementFrame,
  kind: PartyKind,
) {
  return {
    object: `${kind}_statement` as const,
    ...presentFrame(frame, statement.currency),
    party: presentParty(statement.party, kind, frame),
    opening: toMoneyJson(statement.opening),
    debits: toMoneyJson(statement.turnover.debits),
    credits: toMoneyJson(statement.turnover.credits),
    closing: toMoneyJson(statement.closing),
    brought_forward: toMoneyJson(statement.broughtForward),
  };
}

export function presentPartyLine(line: PartyStatementLine, frame: StatementFrame) {
  return { ...presentLedgerLine(line), account: presentAccount(line.account, frame) };
}

function presentColumns({ buckets, unapplied, total }: AgingColumns) {
  return {
    buckets: buckets.map(toMoneyJson),
    unapplied: toMoneyJson(unapplied),
    total: toMoneyJson(total),
  };
}

function presentItem(
  { buckets, controls }: PartyAging,
  { line, dueOn, open }: OpenLine<OpenPartyLine>,
  frame: StatementFrame,
) {
  const { entry, booking } = line;
  const account = controls.find((one) => one.account.accountId === line.accountId)?.account;
  invariant(account !== undefined, "items lie on the control accounts");
  const daysOverdue = daysBetween(dueOn, frame.request.to);
  return {
    account: presentAccount(account, frame),
    entry: {
      id: entry.publicId,
      url: `/v1/journal-entries/${entry.publicId}`,
      number: entry.number,
      reference: entry.reference,
      description: entry.description,
      source: { type: entry.sourceType, id: entry.sourceId },
      workflow_id: entry.workflowId,
    },
    booking: booking && { id: booking.publicId, reference: booking.reference },
    entry_date: line.entryDate,
    due_on: dueOn,
    days_overdue: daysOverdue,
    bucket: open.minor < 0n ? null : (buckets[bucketIndexOf(buckets, daysOverdue)]?.label ?? null),
    amount: toMoneyJson(line.amount),
    open: toMoneyJson(open),
  };
}

function presentParty(
  { publicId, code, name }: PartyName,
  kind: PartyKind,
  { request }: StatementFrame,
) {
  const query = new URLSearchParams({
    [`${kind}_id`]: publicId,
    ...(request.from === undefined ? {} : { from: request.from }),
    to: request.to,
    ...booksQuery(request),
  });
  const statementUrl = `/v1/reports/${kind}-statement?${query.toString()}`;
  return { id: publicId, code, name, statement_url: statementUrl };
}

function itemsUrl(
  { publicId }: PartyName,
  kind: PartyKind,
  { request }: StatementFrame,
  limits: readonly number[],
): string {
  const query = new URLSearchParams({
    [`${kind}_id`]: publicId,
    as_of: request.to,
    buckets: limits.join(","),
    ...booksQuery(request),
  });
  return `/v1/reports/${kind === "customer" ? "receivables" : "payables"}?${query.toString()}`;
}

function booksQuery({ branchId, currency }: StatementFrame["request"]) {
  return { ...(branchId === undefined ? {} : { branch_id: branchId }), currency };
}
