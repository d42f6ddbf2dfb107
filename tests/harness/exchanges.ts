import type { ApiClient, BookingBody, IssuanceBody } from "./api-client";
import { bookReservation } from "./api-client";
import type { SupplierControl } from "./supplier-control";

export interface ExchangeQuoteBody {
  readonly id: string;
  readonly status: string;
  readonly due: { readonly amount: string };
  readonly penalty: { readonly amount: string };
  readonly commission_difference: { readonly amount: string };
  readonly customer_amount: { readonly amount: string };
  readonly entry: readonly {
    readonly account_code: string;
    readonly side: string;
    readonly amount: { readonly amount: string };
  }[];
}

export interface ExchangeResultBody {
  readonly operation_id: string;
  readonly exchange_id: string;
  readonly exchanged_ticket_numbers: readonly string[];
  readonly ticket_numbers: readonly string[];
  readonly customer_amount: { readonly amount: string; readonly currency: string };
  readonly journal_entry_id: string;
}

export interface IssuedReservation {
  readonly booking: BookingBody;
  readonly issuance: IssuanceBody;
}

const currency = "BDT";

/** An adult's fare on BG: its parts in whole BDT. */
export function fareOf(base: number, tax: number) {
  return {
    base: { amount: `${base}.00`, currency },
    taxes: [{ code: "BD", amount: `${tax}.00` }],
    total: { amount: `${base + tax}.00`, currency },
    fareBases: ["YOWBD"],
    validatingCarrier: "BG",
    commission: "*M*7",
    formOfPayment: "CASH",
  };
}

/** The ticket of accounting.md 5.1, issued. */
export async function issueWorkedExample(
  client: ApiClient,
  supplier: SupplierControl,
  template: "one-way" | "return" = "one-way",
): Promise<IssuedReservation> {
  const recordLocator = await supplier.createPnr({
    template,
    pnr: {
      fares: [
        {
          ...fareOf(40_000, 8_500),
          fareBases: template === "return" ? ["YRTBD", "YRTBD"] : ["YOWBD"],
        },
      ],
    },
  });
  const booking = await bookReservation(client, recordLocator);
  const issued = await client.post<IssuanceBody>(`/v1/bookings/${booking.id}/issue`);
  if (issued.status !== 201) throw new Error(JSON.stringify(issued.body));
  return { booking, issuance: issued.body };
}

/** Flies ten days later than the template's. */
export const laterFlight = {
  carrierCode: "BG",
  flightNumber: "347",
  bookingClass: "Y",
  originAirport: "DAC",
  destinationAirport: "DXB",
  departsLocal: "2027-03-10T20:15",
  arrivesLocal: "2027-03-10T23:50",
};

export function quoteExchange<Body = ExchangeQuoteBody>(
  client: ApiClient,
  { booking }: Pick<IssuedReservation, "booking">,
  body: object = {},
) {
  return client.post<Body>("/v1/exchanges/quote", { booking_id: booking.id, ...body });
}

export function takeUpQuote<Body = ExchangeResultBody>(client: ApiClient, quoteId: string) {
  return client.post<Body>("/v1/exchanges", {
    quote_id: quoteId,
    reason: "the customer flies later",
  });
}
