import { defineUpdate } from "@temporalio/workflow";
import type { z } from "zod";

import type { settleStrayOrderInputSchema, strayOrderEndSchema } from "./schemas/stray-order";

export const settleStrayOrderType = "settleStrayOrder";
export type SettleStrayOrderInput = z.infer<typeof settleStrayOrderInputSchema>;
export type StrayOrderEnd = z.infer<typeof strayOrderEndSchema>;

/** Waits until the order is settled, or until a person must decide (null). */
export const settleStrayOrderUpdate = defineUpdate<
  StrayOrderEnd | null,
  [{ readonly operationId: string }]
>("settle_stray_order");

/** Whether a person is to be asked of the order. */
export type StrayOrderBegun =
  | {
      readonly kind: "begun";
      /** Of the booking that has it by now, and is not issued. */
      readonly bookingReference: string | null;
    }
  | { readonly kind: "booked" | "known" };
