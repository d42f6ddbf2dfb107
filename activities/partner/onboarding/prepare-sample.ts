import type { PartnerTransaction } from "../../../db/partner-scope";
import { toDateTime } from "../../../db/read/amounts";
import { inTransaction } from "../../../db/transaction";
import { updateOperation } from "../../../db/write/operations";
import { canonicalJson } from "../../../domain/canonical-json";
import { sampleCustomers } from "../../../domain/sample-agency";
import { createCustomer } from "../../../services/customer/create-customer";
import type { CreateBookingInput } from "../../../temporal/contract/create-booking";
import type { OnboardPartnerInput } from "../../../temporal/contract/onboard-partner";
import { workflowIds } from "../../../temporal/contract/workflow-ids";
import { toActContext } from "../../act-context";
import type { OnboardingDependencies } from "./onboarding-activities";

export interface SampleBooking {
  readonly bookingId: string;
  readonly operationId: string;
  readonly recordLocator: string;
}

/**
 * Takes up the customers of the sample agency, and the operations of its bookings; returns what the
 * bookings are made of. Their ids are the workflow's, so that a repeated step finds its own.
 */
export function createPrepareSample(dependencies: OnboardingDependencies) {
  return async function prepareSample(
    input: OnboardPartnerInput,
    bookings: readonly SampleBooking[],
  ): Promise<CreateBookingInput[]> {
    const scope = await dependencies.openPartner(input.partner);
    const at = toDateTime(dependencies.now());
    return inTransaction(
      scope,
      async (transaction) => {
        const customers = await listCustomers(transaction, input, at);
        const inputs = bookings.map((booking, index) =>
          toBookingInput(input, booking, customers[index] ?? ""),
        );
        for (const one of inputs) await beginOperation(transaction, one);
        const { operationId } = input;
        const change = { status: "running", stage: "sample_data", at } as const;
        await updateOperation(transaction, operationId, change);
        return inputs;
      },
      dependencies.observer,
    );
  };
}

/** In their order; taken up where they are not there yet. */
async function listCustomers(
  transaction: PartnerTransaction,
  { context }: OnboardPartnerInput,
  at: string,
): Promise<string[]> {
  const rows = await transaction.db
    .selectFrom("customers")
    .select("public_id")
    .orderBy("customer_id")
    .execute();
  if (rows.length > 0) return rows.map(({ public_id: id }) => id);
  const ids: string[] = [];
  for (const customer of sampleCustomers) {
    const act = { context: toActContext(context), at };
    ids.push(await createCustomer(transaction, customer, act));
  }
  return ids;
}

function toBookingInput(
  { partner, context }: OnboardPartnerInput,
  { bookingId, operationId, recordLocator }: SampleBooking,
  customerId: string,
): CreateBookingInput {
  return {
    schemaVersion: 1,
    partner,
    bookingId,
    customerId,
    branchId: null,
    gdsProviderCode: "1A",
    recordLocator,
    charges: [],
    metadata: null,
    operationId,
    context,
  };
}

async function beginOperation(
  { db, partner }: PartnerTransaction,
  input: CreateBookingInput,
): Promise<void> {
  const { operationId, bookingId } = input;
  const known = await db
    .selectFrom("operations")
    .select("operation_id")
    .where("public_id", "=", operationId)
    .executeTakeFirst();
  if (known !== undefined) return;
  await db
    .insertInto("operations")
    .values({
      public_id: operationId,
      operation_kind: "booking.create",
      stage: "requested",
      workflow_id: workflowIds.createBooking(partner, operationId),
      resource_type: "booking",
      resource_public_id: bookingId,
      request_payload: canonicalJson(input),
    })
    .execute();
}
