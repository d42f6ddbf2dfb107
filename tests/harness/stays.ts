import { inTransaction } from "../../db/transaction";
import { addDays } from "../../domain/calendar";
import { parseMoney } from "../../domain/money";
import { priceStay } from "../../domain/stay";
import { createStayBooking } from "../../services/booking/create-stay-booking";
import { now, testContext, today } from "./database";
import type { Ledger } from "./ledger";

/** A stay of three nights, booked and not issued; returns its booking's public id. */
export async function createStay({ scope, partner, customer }: Ledger): Promise<string> {
  const total = { amount: "820.00", currency: "BDT" };
  const room = { roomCode: "DBL.ST", roomName: "Double", boardCode: "BB", boardName: "Breakfast" };
  const priced = priceStay(
    {
      hotelCode: "1533",
      hotelName: "Harbour Hotel",
      destinationCode: "DXB",
      checkIn: addDays(today(), 30),
      checkOut: addDays(today(), 33),
      payment: "prepaid",
      offerReference: "rate-1",
      rooms: [{ ...room, adults: 1, childAges: [7], total }],
      cancellationFees: [{ from: `${addDays(today(), 20)}T00:00:00.000Z`, amount: total }],
      total: parseMoney(total),
    },
    [
      { room: 1, type: "ADT", surname: "RAHMAN", givenNames: "TANVIR MR" },
      { room: 1, type: "CHD", surname: "RAHMAN", givenNames: "MINA", age: 7 },
    ],
    [],
  );
  return inTransaction(scope, (transaction) =>
    createStayBooking(
      transaction,
      { customerId: customer.publicId, priced, gdsProviderCode: "HBD" },
      { partner, context: testContext, now: now() },
    ),
  );
}
