import type { SupplierDependencies } from "../dependencies";
import { createBookingFromReservation } from "./create-booking-from-reservation";
import { createRecordBookingFailed } from "./record-booking-failed";

export type BookingActivities = ReturnType<typeof createBookingActivities>;

export function createBookingActivities(dependencies: SupplierDependencies) {
  return {
    createBookingFromReservation: createBookingFromReservation(dependencies),
    recordBookingFailed: createRecordBookingFailed(dependencies),
  };
}
