import type { z } from "@hono/zod-openapi";

import type { BookingRecord } from "../../domain/booking-record";
import type { SoldRoom } from "../../domain/stay";
import type { staySchema } from "../schemas/booking";
import type { stayRoomSchema } from "../schemas/stay-offer";

export function presentRoom({
  roomCode,
  roomName,
  boardCode,
  boardName,
  adults,
  childAges,
  total,
}: SoldRoom): z.infer<typeof stayRoomSchema> {
  return {
    room_code: roomCode,
    room_name: roomName,
    board_code: boardCode,
    board_name: boardName,
    adults,
    child_ages: [...childAges],
    total,
  };
}

/** What a booking of a hotel is for; null of one of flights. */
export function presentStay({ stay, segments }: BookingRecord): z.infer<typeof staySchema> | null {
  const [segment] = segments;
  if (stay === undefined || segment === undefined) return null;
  return {
    hotel_code: stay.hotelCode,
    hotel_name: stay.hotelName,
    destination: segment.destinationAirport,
    check_in: segment.departsLocal.slice(0, 10),
    check_out: segment.arrivesLocal.slice(0, 10),
    payment: stay.payment,
    rooms: stay.rooms.map(presentRoom),
    cancellation_fees: stay.cancellationFees.map(({ from, amount }) => ({ from, amount })),
  };
}
