import type { ApiClient, BookingBody, IssuanceBody } from "./api-client";
import { bookReservation, locator } from "./api-client";
import type { SupplierControl } from "./supplier-control";

export interface MoneyBody {
  readonly amount: string;
  readonly currency: string;
}

export interface RefundQuoteBody {
  readonly id: string;
  readonly state: string;
  readonly refund_id: string | null;
  readonly documents: readonly {
    readonly ticket_number: string;
    readonly coupons: readonly { readonly coupon: number }[];
    readonly fare: MoneyBody;
    readonly taxes: readonly {
      readonly code: string;
      readonly paid: MoneyBody;
      readonly refunded: MoneyBody;
    }[];
    readonly penalty: MoneyBody;
    readonly commission_recalled: MoneyBody;
  }[];
  readonly supplier_total: MoneyBody;
  readonly customer_total: MoneyBody;
  readonly entry: readonly {
    readonly account: string;
    readonly side: string;
    readonly amount: MoneyBody;
  }[];
}

export interface Refundable {
  readonly booking: BookingBody;
  readonly issuance: IssuanceBody;
}

/** A day on which a void is out of the question. */
export const longAgo = "2026-01-05";

/** Tickets that the supplier issued long ago, which it refunds less a penalty. */
export async function sellRefundable(
  client: ApiClient,
  supplier: SupplierControl,
  sale: {
    readonly template?: string;
    readonly pnr?: object;
    readonly charges?: readonly unknown[];
  } = {},
): Promise<Refundable> {
  const { template } = sale;
  const recordLocator =
    template === undefined ? locator("OK") : await supplier.createPnr({ template });
  const booking = await bookReservation(client, recordLocator, sale.charges);
  const { status, body } = await client.post<IssuanceBody>(`/v1/bookings/${booking.id}/issue`);
  if (status !== 201) throw new Error(`${recordLocator} was not issued: ${JSON.stringify(body)}`);
  if (sale.pnr !== undefined) await supplier.changePnr(recordLocator, sale.pnr);
  for (const number of body.ticket_numbers) {
    await supplier.changeDocument(number, { issuedOn: longAgo });
  }
  return { booking, issuance: body };
}

/** The refund fee of accounting.md 5.5. */
export const refundFee = {
  amount: { amount: "500.00", currency: "BDT" },
  vat_percent: "15",
};

export function quoteRefund<Body = RefundQuoteBody>(
  client: ApiClient,
  { booking }: Refundable,
  asked: object = {},
) {
  return client.post<Body>("/v1/refunds/quote", { booking_id: booking.id, ...asked });
}
