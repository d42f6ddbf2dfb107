import { createRoute, z } from "@hono/zod-openapi";

import { toDateTime } from "../../db/read/amounts";
import { getApproval } from "../../db/read/approvals";
import type { BankDetailsRecord } from "../../db/read/bank-details";
import { listBankDetails } from "../../db/read/bank-details";
import { getSupplier } from "../../db/read/suppliers";
import {
  bankDetailsContext,
  requestBankDetails,
} from "../../services/supplier/change-bank-details";
import type { ApiDependencies } from "../dependencies";
import { answerOnce, toIdempotentRequest } from "../idempotency";
import { pageBody, toPageRequest } from "../pagination";
import { presentApproval } from "../present/approval";
import { toActContext } from "../request-context";
import { json, jsonBody, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import { approvalSchema } from "../schemas/approval";
import { bankDetailsPageSchema, newBankDetailsSchema } from "../schemas/bank-details";
import { idempotencyHeadersSchema, idSchema, listQuerySchema } from "../schemas/common";

const supplierParams = z.object({ supplier_id: idSchema("supplier") });

const listRoute = createRoute({
  method: "get",
  path: "/v1/suppliers/{supplier_id}/bank-details",
  tags: ["Suppliers"],
  summary: "Where a supplier is paid to: now, before, and as it was asked for",
  ...permitted("bank_details.read.partner"),
  request: { params: supplierParams, query: listQuerySchema },
  responses: { 200: json(bankDetailsPageSchema, "Newest first"), ...problems(404) },
});

const requestRoute = createRoute({
  method: "post",
  path: "/v1/suppliers/{supplier_id}/bank-details",
  tags: ["Suppliers"],
  summary: "Ask for another place to pay a supplier to",
  description: "Another person always approves it; nothing changes until then.",
  ...permitted("bank_details.create.partner", { stepUp: true }),
  request: {
    params: supplierParams,
    headers: idempotencyHeadersSchema,
    body: jsonBody(newBankDetailsSchema),
  },
  responses: {
    202: json(approvalSchema, "The request of approval"),
    ...problems(404, 409, 413, 415, 422),
  },
});

export function registerBankDetails(router: Router, dependencies: ApiDependencies): void {
  const { keyRing, now } = dependencies;

  router.openapi(listRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const supplier = await getSupplier(scope, c.req.valid("param").supplier_id);
    const page = toPageRequest(c, keyRing, c.req.valid("query"));
    const details = await listBankDetails(scope, supplier.publicId, page);
    return c.json(
      pageBody(c, keyRing, details, (each) => presentBankDetails(each, livemode)),
      200,
    );
  });

  router.openapi(requestRoute, async (c) => {
    const body = c.req.valid("json");
    const { scope, livemode } = c.get("principal");
    const { supplier_id: supplierId } = c.req.valid("param");
    const wanted = {
      details: {
        bankName: body.bank_name,
        accountHolderName: body.account_holder_name,
        accountNumber: body.account_number,
        bankIdentifier: body.bank_identifier ?? null,
        currency: body.currency,
      },
      reason: body.reason,
    };
    return answerOnce(c, dependencies, await toIdempotentRequest(c), async (transaction) => {
      const approvalId = await requestBankDetails(transaction, supplierId, wanted, {
        context: toActContext(c),
        at: toDateTime(now()),
        seal: (number) => keyRing.encrypt(Buffer.from(number), bankDetailsContext(scope.partner)),
      });
      return {
        status: 202,
        body: presentApproval(await getApproval(transaction, approvalId), livemode),
        headers: { Location: `/v1/approvals/${approvalId}` },
      };
    });
  });
}

function presentBankDetails(details: BankDetailsRecord, livemode: boolean) {
  return {
    id: details.publicId,
    object: "bank_details" as const,
    livemode,
    supplier_id: details.supplierId,
    bank_name: details.bankName,
    account_holder_name: details.accountHolderName,
    account_number_last_four: details.lastFour,
    bank_identifier: details.bankIdentifier,
    currency: details.currency,
    current: details.isCurrent,
    approved_at: details.approvedAt,
    created_at: details.createdAt,
  };
}
