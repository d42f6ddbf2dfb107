import type { SearchAttributePair } from "@temporalio/common";

import type { BookingRecord } from "../domain/booking-record";
import { queueOfSupplier } from "../temporal/contract/queues";
import { searchAttributes } from "../temporal/contract/search-attributes";
import type { OperationPlan } from "./operations";

/** A workflow on a booking: on its supplier's queue, found by whom and what it is about. */
export function bookingWorkflow(
  type: string,
  { reference }: Pick<BookingRecord, "reference">,
  about: {
    readonly partner: string;
    readonly gdsProviderCode: string;
    readonly stage: string;
    readonly further?: readonly SearchAttributePair[];
  },
): OperationPlan<unknown>["workflow"] {
  const { partner, gdsProviderCode, stage, further = [] } = about;
  return {
    type,
    taskQueue: queueOfSupplier(gdsProviderCode),
    searchAttributes: [
      { key: searchAttributes.partnerId, value: partner },
      { key: searchAttributes.bookingReference, value: reference },
      { key: searchAttributes.supplier, value: gdsProviderCode },
      { key: searchAttributes.stage, value: stage },
      { key: searchAttributes.needsAttention, value: false },
      ...further,
    ],
  };
}
