import type { SupplierDependencies } from "../dependencies";
import { createBookingFromReservation } from "./create-booking-from-reservation";
import { createOfferActivities } from "./offer-activities";
import { createRecordBookingFailed } from "./record-booking-failed";
import { createStayActivities } from "./stay-activities";

export type BookingActivities = ReturnType<typeof createBookingActivities>;

export function createBookingActivities(dependencies: SupplierDependencies) {
  return {
    ...createOfferActivities(dependencies),
    ...createStayActivities(dependencies),
    createBookingFromReservation: createBookingFromReservation(dependencies),
    recordBookingFailed: createRecordBookingFailed(dependencies),
  };
}
