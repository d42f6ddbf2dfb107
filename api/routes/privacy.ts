import { createRoute, z } from "@hono/zod-openapi";

import { toDateTime } from "../../db/read/amounts";
import type { ConsentRecord } from "../../db/read/consents";
import { listConsents } from "../../db/read/consents";
import { exportCustomer } from "../../db/read/person";
import { writeAudit } from "../../db/write/audit";
import { invariant } from "../../domain/invariant";
import { eraseCustomer } from "../../services/privacy/erase-customer";
import { recordConsent } from "../../services/privacy/record-consent";
import type { ApiDependencies } from "../dependencies";
import { answerOnce, toIdempotentRequest } from "../idempotency";
import { pageBody, toPageRequest } from "../pagination";
import { toActContext } from "../request-context";
import { json, jsonBody, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import { idempotencyHeadersSchema, idSchema } from "../schemas/common";
import {
  consentPageSchema,
  consentQuerySchema,
  consentSchema,
  erasureSchema,
  newConsentSchema,
  newErasureSchema,
  newPrivacyExportSchema,
  privacyExportSchema,
} from "../schemas/privacy";

const tags = ["Privacy"];
const headers = idempotencyHeadersSchema;
const params = z.object({ customer_id: idSchema("customer") });

const recordConsentRoute = createRoute({
  method: "post",
  path: "/v1/customers/{customer_id}/consents",
  tags,
  summary: "Write down what a customer agreed to or took back",
  description: "Nothing is changed: the newest decision of a purpose holds, the others stay.",
  ...permitted("consent.create.partner"),
  request: { headers, params, body: jsonBody(newConsentSchema) },
  responses: { 201: json(consentSchema, "The decision"), ...problems(404, 409, 413, 415, 422) },
});

const listConsentsRoute = createRoute({
  method: "get",
  path: "/v1/customers/{customer_id}/consents",
  tags,
  summary: "List a customer's decisions, newest first",
  ...permitted("consent.read.partner"),
  request: { params, query: consentQuerySchema },
  responses: { 200: json(consentPageSchema, "Decisions"), ...problems(404) },
});

const exportPersonRoute = createRoute({
  method: "post",
  path: "/v1/privacy/exports",
  tags,
  summary: "Export all that is kept of a customer and its travellers",
  description: "GDPR, articles 15 and 20. Encrypted fields are opened. The export is audited.",
  ...permitted("privacy.export.partner", { stepUp: true, whileSuspended: true }),
  request: { headers, body: jsonBody(newPrivacyExportSchema) },
  responses: {
    201: json(privacyExportSchema, "What is kept"),
    ...problems(404, 409, 413, 415, 422),
  },
});

const erasePersonRoute = createRoute({
  method: "post",
  path: "/v1/privacy/erasures",
  tags,
  summary: "Erase a customer and its travellers",
  description:
    "GDPR, article 17. Names, contacts and dates of birth are replaced for good, e-tickets are taken away. The books keep amounts and ticket numbers, as the law on books demands. Refused while a journey is ahead.",
  ...permitted("privacy.erase.partner", { stepUp: true }),
  request: { headers, body: jsonBody(newErasureSchema) },
  responses: { 201: json(erasureSchema, "The erasure"), ...problems(404, 409, 413, 415, 422) },
});

export function registerPrivacy(router: Router, dependencies: ApiDependencies): void {
  const { keyRing, now } = dependencies;

  router.openapi(recordConsentRoute, async (c) => {
    const body = c.req.valid("json");
    const customer = c.req.valid("param").customer_id;
    const request = await toIdempotentRequest(c);
    const { livemode } = c.get("principal");
    return answerOnce(c, dependencies, request, async (transaction) => {
      const publicId = await recordConsent(
        transaction,
        customer,
        {
          purpose: body.purpose,
          status: body.status,
          channel: body.channel,
          wordingVersion: body.wording_version ?? null,
          decidedAt: toDateTime(body.decided_at),
        },
        { context: toActContext(c), at: toDateTime(now()) },
      );
      const { items } = await listConsents(transaction, { customer, publicId }, { limit: 1 });
      const [consent] = items;
      invariant(consent !== undefined, "the decision was written");
      return { status: 201, body: presentConsent(consent, customer, livemode), headers: {} };
    });
  });

  router.openapi(listConsentsRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const customer = c.req.valid("param").customer_id;
    const { purpose, ...page } = c.req.valid("query");
    const filter = { customer, ...(purpose === undefined ? {} : { purpose }) };
    const consents = await listConsents(scope, filter, toPageRequest(c, keyRing, page));
    return c.json(
      pageBody(c, keyRing, consents, (consent) => presentConsent(consent, customer, livemode)),
      200,
    );
  });

  router.openapi(exportPersonRoute, async (c) => {
    const { customer_id: customer } = c.req.valid("json");
    const request = await toIdempotentRequest(c);
    const { livemode } = c.get("principal");
    return answerOnce(c, dependencies, request, async (transaction) => {
      const at = now();
      const data = await exportCustomer(transaction, customer, keyRing);
      const event = {
        type: "privacy.exported",
        targetType: "customer",
        targetId: customer,
        payload: {},
      };
      await writeAudit(transaction, toActContext(c), [event], toDateTime(at));
      const body = {
        object: "privacy_export" as const,
        livemode,
        customer_id: customer,
        exported_at: at,
        data,
      };
      return { status: 201, body, headers: {} };
    });
  });

  router.openapi(erasePersonRoute, async (c) => {
    const { customer_id: customer, reason } = c.req.valid("json");
    const request = await toIdempotentRequest(c);
    const { livemode } = c.get("principal");
    return answerOnce(c, dependencies, request, async (transaction) => {
      const at = now();
      const act = { context: toActContext(c), at: toDateTime(at) };
      const id = await eraseCustomer(transaction, { customer, reason }, act);
      const body = {
        id,
        object: "erasure" as const,
        livemode,
        customer_id: customer,
        reason,
        erased_at: at,
      };
      return { status: 201, body, headers: {} };
    });
  });
}

function presentConsent(
  consent: ConsentRecord,
  customer: string,
  livemode: boolean,
): z.infer<typeof consentSchema> {
  return {
    id: consent.publicId,
    object: "consent",
    livemode,
    customer_id: customer,
    purpose: consent.purpose,
    status: consent.status,
    channel: consent.channel,
    wording_version: consent.wordingVersion,
    decided_at: consent.decidedAt,
    created_at: consent.createdAt,
  };
}
