import { executeChild, ParentClosePolicy, TemporalFailure, uuid4 } from "@temporalio/workflow";

import type { IdKind } from "../../domain/ids";
import { toPublicId } from "../../domain/ids";
import { sampleLocatorPrefixes } from "../../domain/sample-agency";
import type { CreateBookingInput } from "../../temporal/contract/create-booking";
import { createBookingType } from "../../temporal/contract/create-booking";
import type { OnboardPartnerInput } from "../../temporal/contract/onboard-partner";
import { queueOfSupplier } from "../../temporal/contract/queues";
import { searchAttributes } from "../../temporal/contract/search-attributes";
import { workflowIds } from "../../temporal/contract/workflow-ids";
import { steps } from "./onboarding-steps";

/**
 * Books the sample agency's reservations at the sandbox, as its people would. One that cannot be
 * booked is left out: an agency begins without it as well.
 */
export async function sellSamples(input: OnboardPartnerInput): Promise<void> {
  const bookings = sampleLocatorPrefixes.map((prefix) => ({
    bookingId: newIdIn("booking"),
    operationId: newIdIn("operation"),
    recordLocator: `${prefix}${uuid4()
      .slice(0, 6 - prefix.length)
      .toUpperCase()}`,
  }));
  const inputs = await steps.prepareSample(input, bookings);
  await Promise.all(inputs.map(book));
}

async function book(input: CreateBookingInput): Promise<void> {
  try {
    await executeChild(createBookingType, {
      args: [input],
      workflowId: workflowIds.createBooking(input.partner, input.operationId),
      taskQueue: queueOfSupplier(input.gdsProviderCode),
      parentClosePolicy: ParentClosePolicy.ABANDON,
      typedSearchAttributes: [{ key: searchAttributes.partnerId, value: input.partner }],
    });
  } catch (error) {
    if (!(error instanceof TemporalFailure)) throw error;
  }
}

/** Ids that a workflow draws are the same when it is replayed. */
function newIdIn(kind: IdKind): string {
  const hex = uuid4().replaceAll("-", "");
  const bytes = Uint8Array.from({ length: 16 }, (_, index) =>
    Number.parseInt(hex.slice(2 * index, 2 * index + 2), 16),
  );
  return toPublicId(kind, bytes);
}
