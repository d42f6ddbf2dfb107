import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";

import type { PartnerTransaction } from "../../db/partner-scope";
import type { AccountRecord } from "../../db/read/accounts";
import { getAccount, listAccounts } from "../../db/read/accounts";
import { toDateTime } from "../../db/read/amounts";
import { orderByHierarchy } from "../../domain/journal/chart";
import { renameAccount, setAccountActive } from "../../services/account/change-account";
import { createAccount } from "../../services/account/create-account";
import type { ApiDependencies } from "../dependencies";
import type { ApiEnvironment } from "../environment";
import { honourMatch, withVersion } from "../etag";
import { answerOnce, toIdempotentRequest } from "../idempotency";
import { pageBody, pageOfWhole } from "../pagination";
import { toActContext } from "../request-context";
import { json, jsonBody, notModified, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import {
  accountSchema,
  chartSchema,
  newAccountSchema,
  renameAccountSchema,
} from "../schemas/account";
import {
  actHeadersSchema,
  idempotencyHeadersSchema,
  idSchema,
  smallListQuerySchema,
} from "../schemas/common";

const tags = ["Chart of accounts"];
const accountParams = z.object({ account_id: idSchema("account") });
const answers = {
  200: json(accountSchema, "The account"),
  ...problems(404, 409, 412, 413, 415, 422),
};

const listAccountsRoute = createRoute({
  method: "get",
  path: "/v1/accounts",
  tags,
  summary: "The chart of accounts: parents before their children",
  ...permitted("account.read.partner", { branches: "none" }),
  request: { query: smallListQuerySchema },
  responses: { 200: json(chartSchema, "The chart"), ...problems() },
});

const createAccountRoute = createRoute({
  method: "post",
  path: "/v1/accounts",
  tags,
  summary: "Add an account",
  ...permitted("account.create.partner"),
  request: { headers: idempotencyHeadersSchema, body: jsonBody(newAccountSchema) },
  responses: { 201: json(accountSchema, "The account"), ...problems(409, 413, 415, 422) },
});

const getAccountRoute = createRoute({
  method: "get",
  path: "/v1/accounts/{account_id}",
  tags,
  summary: "Get an account",
  ...permitted("account.read.partner", { branches: "none" }),
  request: { params: accountParams },
  responses: { 200: json(accountSchema, "The account"), 304: notModified, ...problems(404) },
});

const renameRoute = createRoute({
  method: "post",
  path: "/v1/accounts/{account_id}/rename",
  tags,
  summary: "Rename an account",
  ...permitted("account.update.partner"),
  request: {
    params: accountParams,
    headers: actHeadersSchema,
    body: jsonBody(renameAccountSchema),
  },
  responses: answers,
});

const activateRoute = createRoute({
  method: "post",
  path: "/v1/accounts/{account_id}/activate",
  tags,
  summary: "Activate an account",
  ...permitted("account.update.partner"),
  request: { params: accountParams, headers: actHeadersSchema },
  responses: answers,
});

const deactivateRoute = createRoute({
  method: "post",
  path: "/v1/accounts/{account_id}/deactivate",
  tags,
  summary: "Deactivate an account that nothing needs",
  description:
    "Refused with account_named_by_rules where posting rules name it, and with account_has_balance while it has one.",
  ...permitted("account.update.partner"),
  request: { params: accountParams, headers: actHeadersSchema },
  responses: answers,
});

export function registerAccounts(router: Router, dependencies: ApiDependencies): void {
  const { keyRing } = dependencies;

  router.openapi(listAccountsRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const chart = orderByHierarchy(await listAccounts(scope));
    const page = pageOfWhole(c, keyRing, chart, {
      query: c.req.valid("query"),
      idOf: ({ accountId }) => accountId,
    });
    return c.json(
      pageBody(c, keyRing, page, (one) => ({ ...presentAccount(one, livemode), depth: one.depth })),
      200,
    );
  });

  router.openapi(createAccountRoute, async (c) => {
    const body = c.req.valid("json");
    const request = await toIdempotentRequest(c);
    const { livemode } = c.get("principal");
    return answerOnce(c, dependencies, request, async (transaction) => {
      const id = await createAccount(
        transaction,
        {
          code: body.code,
          name: body.name,
          class: body.class,
          parentCode: body.parent_code ?? null,
          control: body.control ?? null,
          isPostable: body.is_postable,
          isMonetary: body.is_monetary,
        },
        { context: toActContext(c), at: toDateTime(dependencies.now()) },
      );
      return {
        status: 201,
        body: presentAccount(await getAccount(transaction, id), livemode),
        headers: { Location: `/v1/accounts/${id}` },
      };
    });
  });

  router.openapi(getAccountRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const account = await getAccount(scope, c.req.valid("param").account_id);
    return withVersion(c, account.version, presentAccount(account, livemode));
  });

  router.openapi(renameRoute, (c) => {
    const { name } = c.req.valid("json");
    return answerChange(c, dependencies, c.req.valid("param").account_id, (transaction, id, act) =>
      renameAccount(transaction, id, name, act),
    );
  });

  router.openapi(activateRoute, (c) =>
    answerChange(c, dependencies, c.req.valid("param").account_id, (transaction, id, act) =>
      setAccountActive(transaction, id, true, act),
    ),
  );

  router.openapi(deactivateRoute, (c) =>
    answerChange(c, dependencies, c.req.valid("param").account_id, (transaction, id, act) =>
      setAccountActive(transaction, id, false, act),
    ),
  );
}

async function answerChange(
  c: Context<ApiEnvironment>,
  dependencies: ApiDependencies,
  id: string,
  change: (
    transaction: PartnerTransaction,
    id: string,
    act: Parameters<typeof renameAccount>[3],
  ) => Promise<void>,
): Promise<never> {
  const request = await toIdempotentRequest(c);
  const { livemode } = c.get("principal");
  const assertVersion = honourMatch(c);
  return answerOnce(c, dependencies, request, async (transaction) => {
    await change(transaction, id, {
      assertVersion,
      context: toActContext(c),
      at: toDateTime(dependencies.now()),
    });
    const account = await getAccount(transaction, id);
    return {
      status: 200,
      body: presentAccount(account, livemode),
      headers: { ETag: `"v${account.version}"` },
    };
  });
}

function presentAccount(account: AccountRecord, livemode: boolean) {
  return {
    id: account.publicId,
    object: "account" as const,
    livemode,
    code: account.code,
    name: account.name,
    class: account.class,
    parent_code: account.parentCode,
    control: account.control,
    is_postable: account.isPostable,
    is_monetary: account.isMonetary,
    is_active: account.isActive,
    version: account.version,
  };
}
