import type { Dimensions } from "../journal/posting";

/** The sale that an event belongs to. */
export interface SaleReference {
  readonly bookingId: number;
  readonly customerId: number;
  readonly branchId?: number;
  readonly productCode: string;
}

interface TicketReference {
  readonly ticketId: number;
  readonly supplierId: number;
  /** First day of its service, `YYYY-MM-DD`. */
  readonly serviceDate?: string;
}

/** What every line of a booking's event says. */
export function bookingDimensions(sale: SaleReference): Dimensions {
  return {
    customerId: sale.customerId,
    bookingId: sale.bookingId,
    productCode: sale.productCode,
    ...(sale.branchId === undefined ? {} : { branchId: sale.branchId }),
  };
}

/** What the lines of one ticket say besides. */
export function ticketDimensions(sale: SaleReference, ticket: TicketReference): Dimensions {
  return {
    ...bookingDimensions(sale),
    supplierId: ticket.supplierId,
    ticketId: ticket.ticketId,
    ...(ticket.serviceDate === undefined ? {} : { serviceDate: ticket.serviceDate }),
  };
}

export function feeVatDimensions(sale: SaleReference): Dimensions {
  return { ...bookingDimensions(sale), taxCode: "VAT_SERVICE_FEE" };
}
