import type { BookingRecord } from "../../domain/booking-record";
import { invariant } from "../../domain/invariant";
import type { IssueRequest } from "../../suppliers/air-operations";

/** What is bought by issuing a stay, which no supplier has held; nothing where flights are issued. */
export function toStayOrder({ stay, passengers }: BookingRecord): Pick<IssueRequest, "stay"> {
  if (stay === undefined) return {};
  const { offerReference, payment } = stay;
  const guests = passengers.map(({ type, surname, givenNames, room, age }) => {
    invariant(room !== undefined && type !== "INF", "a guest of a stay has a room");
    return { room, type, surname, givenNames, ...(age === undefined ? {} : { age }) };
  });
  return { stay: { offerReference, payment, guests } };
}
