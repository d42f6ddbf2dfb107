import { createRoute, type z } from "@hono/zod-openapi";
import type { Context } from "hono";

import { getPartner } from "../../db/read/get-partner";
import { readAccountLedger } from "../../db/read/statements/account-ledger";
import {
  readBalanceSheet,
  readCashFlow,
  readChangesInEquity,
  readProfitAndLoss,
  readTrialBalance,
} from "../../db/read/statements/financial-statements";
import { readGeneralLedger } from "../../db/read/statements/general-ledger";
import { dayIn } from "../../domain/calendar";
import type { ApiDependencies } from "../dependencies";
import type { ApiEnvironment } from "../environment";
import { pageBody, toPageRequest } from "../pagination";
import type { StatementFrame } from "../present/statement";
import {
  presentBalanceSheet,
  presentCashFlow,
  presentChangesInEquity,
  presentFrame,
  presentLedger,
  presentLedgerLine,
  presentProfitAndLoss,
  presentTrialBalance,
} from "../present/statement";
import { ProblemError } from "../problem";
import { json, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import {
  accountLedgerQuerySchema,
  accountLedgerSchema,
  asOfQuerySchema,
  balanceSheetSchema,
  cashFlowSchema,
  changesInEquitySchema,
  generalLedgerQuerySchema,
  generalLedgerSchema,
  profitAndLossSchema,
  rangeQuerySchema,
  trialBalanceSchema,
} from "../schemas/report";

const trialBalanceRoute = reportRoute("trial-balance", "Trial balance", {
  query: rangeQuerySchema,
  answer: trialBalanceSchema,
});
const profitAndLossRoute = reportRoute("profit-loss", "Profit and loss", {
  query: rangeQuerySchema,
  answer: profitAndLossSchema,
});
const balanceSheetRoute = reportRoute("balance-sheet", "Balance sheet", {
  query: asOfQuerySchema,
  answer: balanceSheetSchema,
});
const changesInEquityRoute = reportRoute("changes-in-equity", "Statement of changes in equity", {
  query: rangeQuerySchema,
  answer: changesInEquitySchema,
});
const cashFlowRoute = reportRoute("cash-flow", "Cash flow statement, by the indirect method", {
  query: rangeQuerySchema,
  answer: cashFlowSchema,
});
const generalLedgerRoute = reportRoute("general-ledger", "General ledger, page by page", {
  query: generalLedgerQuerySchema,
  answer: generalLedgerSchema,
});
const accountLedgerRoute = reportRoute("account-ledger", "One account's lines, page by page", {
  query: accountLedgerQuerySchema,
  answer: accountLedgerSchema,
});

export function reportRoute<
  Path extends string,
  Query extends z.ZodObject,
  Answer extends z.ZodType,
>(name: Path, summary: string, schemas: { readonly query: Query; readonly answer: Answer }) {
  return createRoute({
    method: "get",
    path: `/v1/reports/${name}`,
    tags: ["Reports"],
    summary,
    ...permitted(
      "report.read.partner",
      "branch_id" in schemas.query.shape ? { branches: "named" } : {},
    ),
    request: { query: schemas.query },
    responses: { 200: json(schemas.answer, summary), ...problems(404, 409, 422) },
  });
}

export function registerReports(router: Router, { keyRing, now }: ApiDependencies): void {
  const toFrame = (c: Context<ApiEnvironment>, query: BooksQuery) => frameOf(c, query, now());

  router.openapi(trialBalanceRoute, async (c) => {
    const frame = await toFrame(c, c.req.valid("query"));
    const statement = await readTrialBalance(c.get("principal").scope, frame.request);
    return c.json(presentTrialBalance(statement, frame), 200);
  });

  router.openapi(profitAndLossRoute, async (c) => {
    const frame = await toFrame(c, c.req.valid("query"));
    const statement = await readProfitAndLoss(c.get("principal").scope, frame.request);
    return c.json(presentProfitAndLoss(statement, frame), 200);
  });

  router.openapi(balanceSheetRoute, async (c) => {
    const { as_of: to, ...query } = c.req.valid("query");
    const frame = await toFrame(c, { ...query, to });
    const statement = await readBalanceSheet(c.get("principal").scope, frame.request);
    return c.json(presentBalanceSheet(statement, frame), 200);
  });

  router.openapi(changesInEquityRoute, async (c) => {
    const frame = await toFrame(c, c.req.valid("query"));
    const statement = await readChangesInEquity(c.get("principal").scope, frame.request);
    return c.json(presentChangesInEquity(statement, frame), 200);
  });

  router.openapi(cashFlowRoute, async (c) => {
    const frame = await toFrame(c, c.req.valid("query"));
    const statement = await readCashFlow(c.get("principal").scope, frame.request);
    return c.json(presentCashFlow(statement, frame), 200);
  });

  router.openapi(generalLedgerRoute, async (c) => {
    const query = c.req.valid("query");
    const frame = await toFrame(c, query);
    const page = toPageRequest(c, keyRing, query);
    const { accounts, currency, next } = await readGeneralLedger(
      c.get("principal").scope,
      frame.request,
      page,
    );
    const body = pageBody(c, keyRing, { items: accounts, ...(next && { next }) }, (ledger) => ({
      ...presentLedger(ledger, frame),
      lines: ledger.page.items.map(presentLedgerLine),
    }));
    return c.json(
      { object: "general_ledger" as const, ...presentFrame(frame, currency), ...body },
      200,
    );
  });

  router.openapi(accountLedgerRoute, async (c) => {
    const query = c.req.valid("query");
    const frame = await toFrame(c, query);
    const ledger = await readAccountLedger(
      c.get("principal").scope,
      { ...frame.request, account: query.account },
      toPageRequest(c, keyRing, query),
    );
    return c.json(
      {
        object: "account_ledger" as const,
        ...presentFrame(frame, ledger.currency),
        ...presentLedger(ledger, frame),
        ...pageBody(c, keyRing, ledger.page, presentLedgerLine),
      },
      200,
    );
  });
}

export type BooksQuery = z.infer<typeof rangeQuerySchema>;

export async function frameOf(
  c: Context<ApiEnvironment>,
  query: BooksQuery,
  now: string,
): Promise<StatementFrame> {
  const { scope, livemode } = c.get("principal");
  const { from, branch_id: branchId, currency } = query;
  const to = query.to ?? dayIn((await getPartner(scope)).timeZone, now);
  if (from !== undefined && from > to) throw rangeReversed(from, to);
  return { livemode, request: { from, to, branchId, currency } };
}

function rangeReversed(from: string, to: string): ProblemError {
  return new ProblemError({
    status: 400,
    code: "request_invalid",
    title: "The request is not valid",
    detail: "A range begins on or before the day it ends on.",
    errors: [
      { in: "query", pointer: "from", code: "range_reversed", detail: `${from} is after ${to}.` },
    ],
  });
}
