import { WorkflowNotFoundError } from "@temporalio/client";
import { Hono } from "hono";

import type { PartnerDatabase } from "../../db/partner-scope";
import { createPartnerScopes } from "../../db/partner-scopes";
import { Refusal } from "../../domain/refusal";
import { supplierNames, supplierProviders } from "../../domain/supplier-names";
import { gdsCredentialsContext } from "../../services/supplier/gds-credentials-context";
import { findAdapter, type SignedMessage, type SupplierMessage } from "../../suppliers/adapters";
import { supplierMessageSignal } from "../../temporal/contract/issue-booking";
import { workflowIds } from "../../temporal/contract/workflow-ids";
import type { ApiDependencies } from "../dependencies";
import type { ApiEnvironment } from "../environment";
import { ProblemError } from "../problem";
import { loggerOf } from "../request-context";

/**
 * Where a supplier tells us that an order has changed: `POST /webhooks/suppliers/{supplier}/{partner}`.
 * Its signature, made with the secret in the partner's credentials, is who it is. Nothing in the
 * message is believed but that there is something to ask for: the issuance that waits asks at once.
 */
export function createSupplierMessageRoutes(dependencies: ApiDependencies): Hono<ApiEnvironment> {
  const openPartner = createPartnerScopes(dependencies.database);
  const routes = new Hono<ApiEnvironment>();
  routes.post("/webhooks/suppliers/:supplier/:partner", async (c) => {
    const supplier = supplierNames.find((name) => name === c.req.param("supplier"));
    if (supplier === undefined) throw new Refusal("NOT_FOUND", "There is no such supplier.");
    const scope = await openPartner(c.req.param("partner"));
    const gdsProviderCode = supplierProviders[supplier];
    const message = await readMessage(dependencies, scope, gdsProviderCode, {
      header: (name) => c.req.header(name),
      body: await c.req.text(),
    });
    if (message === undefined) throw notSigned();
    const isAwaited = await tellIssuance(dependencies, scope, gdsProviderCode, message);
    loggerOf(c).info({ supplier, is_awaited: isAwaited }, "supplier message");
    return c.body(null, 204);
  });
  return routes;
}

async function readMessage(
  { secrets, now }: ApiDependencies,
  { db, partner }: PartnerDatabase,
  gdsProviderCode: string,
  message: SignedMessage,
): Promise<SupplierMessage | undefined> {
  const row = await db
    .selectFrom("gds_credentials")
    .select("credentials_encrypted")
    .where("gds_provider_code", "=", gdsProviderCode)
    .where("is_current", "=", 1)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const plain = await secrets.open(row.credentials_encrypted, gdsCredentialsContext(partner));
  const connection = findAdapter(gdsProviderCode)?.readCredentials(JSON.parse(plain.toString()));
  return connection?.readMessage(message, Date.parse(now()));
}

/** Whether an issuance was under way; what is confirmed after one is found when it is asked for. */
async function tellIssuance(
  { temporal }: ApiDependencies,
  { db, partner }: PartnerDatabase,
  gdsProviderCode: string,
  { recordLocator }: SupplierMessage,
): Promise<boolean> {
  const booking = await db
    .selectFrom("booking_pnrs")
    .innerJoin("bookings", "bookings.booking_id", "booking_pnrs.booking_id")
    .select("bookings.public_id")
    .where("booking_pnrs.gds_provider_code", "=", gdsProviderCode)
    .where("booking_pnrs.supplier_record_locator", "=", recordLocator)
    .where("booking_pnrs.is_current", "=", 1)
    .executeTakeFirst();
  if (booking === undefined) return false;
  const id = workflowIds.issueBooking(partner, booking.public_id);
  try {
    await temporal.client.workflow.getHandle(id).signal(supplierMessageSignal);
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

function notSigned(): ProblemError {
  return new ProblemError({
    status: 401,
    code: "signature_invalid",
    title: "Signature invalid",
    detail: "The message is not signed with the secret of the partner's credentials, or is old.",
  });
}
