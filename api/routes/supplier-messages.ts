import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from "@temporalio/client";
import { Hono } from "hono";

import { newId } from "../../db/new-id";
import type { PartnerDatabase } from "../../db/partner-scope";
import { createPartnerScopes } from "../../db/partner-scopes";
import { readIntents } from "../../db/write/supplier-requests";
import type { BookingState } from "../../domain/booking-state";
import { hasBeenIssued } from "../../domain/booking-state";
import { Refusal } from "../../domain/refusal";
import { supplierNames, supplierProviders } from "../../domain/supplier-names";
import { gdsCredentialsContext } from "../../services/supplier/gds-credentials-context";
import { findAdapter, type SignedMessage, type SupplierMessage } from "../../suppliers/adapters";
import { issueBookingType, supplierMessageSignal } from "../../temporal/contract/issue-booking";
import { systemContext } from "../../temporal/contract/payloads";
import { queueOfSupplier } from "../../temporal/contract/queues";
import { lateConfirmationInputSchema } from "../../temporal/contract/schemas/issue-booking";
import { settleStrayOrderInputSchema } from "../../temporal/contract/schemas/stray-order";
import { searchAttributes } from "../../temporal/contract/search-attributes";
import { settleStrayOrderType } from "../../temporal/contract/stray-order";
import { workflowIds } from "../../temporal/contract/workflow-ids";
import { toOperationStart } from "../../temporal/operation-workflow";
import { bookingWorkflow } from "../booking-workflow";
import type { ApiDependencies } from "../dependencies";
import type { ApiEnvironment } from "../environment";
import { ProblemError } from "../problem";
import { loggerOf } from "../request-context";

/**
 * Where a supplier tells us that an order has changed: `POST /webhooks/suppliers/{supplier}/{partner}`.
 * Its signature, made with the secret in the partner's credentials, is who it is. Nothing in the
 * message is believed but that there is something to ask for: the issuance that waits asks at once, and
 * where none waits the order is looked at, also one that no booking has.
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
    const heard = await tellIssuance(dependencies, scope, gdsProviderCode, message);
    loggerOf(c).info({ supplier, heard }, "supplier message");
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

interface MessagedBooking {
  readonly publicId: string;
  readonly reference: string;
  readonly state: BookingState;
}

/** What it was good for. */
type Heard = "awaited" | "looked_at" | "not_awaited";

/**
 * Tells the issuance that waits. Where none does, and what is confirmed may be ours, it is looked
 * at by one that never asks the supplier to issue; the id is the lock, so of any number of messages
 * one begins it and the others are told to it.
 */
async function tellIssuance(
  { temporal }: ApiDependencies,
  scope: PartnerDatabase,
  gdsProviderCode: string,
  message: SupplierMessage,
): Promise<Heard> {
  const booking = await findBooking(scope, gdsProviderCode, message);
  const { client } = temporal;
  if (booking === undefined) {
    if (!message.isConfirmation || !orderName.test(message.recordLocator)) return "not_awaited";
    const { type, start } = strayLook(scope, gdsProviderCode, message);
    await client.workflow.signalWithStart(type, { ...start, signal: supplierMessageSignal });
    return "looked_at";
  }
  const id = workflowIds.issueBooking(scope.partner, booking.publicId);
  try {
    await client.workflow.getHandle(id).signal(supplierMessageSignal);
    return "awaited";
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
  if (!(await mayBeLate(scope, booking, message))) return "not_awaited";
  try {
    const { type, start } = lateLook(scope, gdsProviderCode, booking);
    await client.workflow.signalWithStart(type, { ...start, signal: supplierMessageSignal });
    return "looked_at";
  } catch (error) {
    // It was issued at this moment.
    if (error instanceof WorkflowExecutionAlreadyStartedError) return "not_awaited";
    throw error;
  }
}

async function findBooking(
  { db }: PartnerDatabase,
  gdsProviderCode: string,
  { recordLocator }: SupplierMessage,
): Promise<MessagedBooking | undefined> {
  const row = await db
    .selectFrom("booking_pnrs")
    .innerJoin("bookings", "bookings.booking_id", "booking_pnrs.booking_id")
    .select(["bookings.public_id", "bookings.booking_reference", "bookings.state"])
    .where("booking_pnrs.gds_provider_code", "=", gdsProviderCode)
    .where("booking_pnrs.supplier_record_locator", "=", recordLocator)
    .where("booking_pnrs.is_current", "=", 1)
    .executeTakeFirst();
  return row && { publicId: row.public_id, reference: row.booking_reference, state: row.state };
}

/** Not in the books, and the message says that it is sold, or we have once asked for that. */
async function mayBeLate(
  scope: PartnerDatabase,
  { publicId, state }: MessagedBooking,
  { isConfirmation }: SupplierMessage,
): Promise<boolean> {
  if (hasBeenIssued(state)) return false;
  return isConfirmation || (await readIntents(scope, `issue:${publicId}`)).nextTurn > 1;
}

function lateLook({ partner }: PartnerDatabase, gdsProviderCode: string, booking: MessagedBooking) {
  const operationId = newId("operation");
  const { type, ...workflow } = bookingWorkflow(issueBookingType, booking, {
    partner,
    gdsProviderCode,
    stage: "confirmed_late",
  });
  const request = lateConfirmationInputSchema.parse({
    schemaVersion: 1,
    partner,
    bookingId: booking.publicId,
    bookingReference: booking.reference,
    gdsProviderCode,
    operationId,
    context: systemContext,
    isConfirmedLate: true,
  });
  const workflowId = workflowIds.issueBooking(partner, booking.publicId);
  const start = toOperationStart(
    { type, ...workflow },
    { publicId: operationId, workflowId, request },
  );
  return { type, start };
}

/** As suppliers name their orders. */
const orderName = /^[\w-]{1,64}$/;

/** What is confirmed is paid for, and no booking has it: it is looked at, once at a time. */
function strayLook(
  { partner }: PartnerDatabase,
  gdsProviderCode: string,
  { recordLocator }: SupplierMessage,
) {
  const operationId = newId("operation");
  const request = settleStrayOrderInputSchema.parse({
    schemaVersion: 1,
    partner,
    gdsProviderCode,
    recordLocator,
    operationId,
    context: systemContext,
  });
  const workflowId = workflowIds.settleStrayOrder(partner, gdsProviderCode, recordLocator);
  const workflow = {
    type: settleStrayOrderType,
    taskQueue: queueOfSupplier(gdsProviderCode),
    searchAttributes: [
      { key: searchAttributes.partnerId, value: partner },
      { key: searchAttributes.supplier, value: gdsProviderCode },
      { key: searchAttributes.needsAttention, value: false },
    ],
  };
  const start = {
    ...toOperationStart(workflow, { publicId: operationId, workflowId, request }),
    // What carried no tickets may be confirmed later; what was decided is found in the books.
    workflowIdReusePolicy: "ALLOW_DUPLICATE",
  } as const;
  return { type: settleStrayOrderType, start };
}

function notSigned(): ProblemError {
  return new ProblemError({
    status: 401,
    code: "signature_invalid",
    title: "Signature invalid",
    detail: "The message is not signed with the secret of the partner's credentials, or is old.",
  });
}
