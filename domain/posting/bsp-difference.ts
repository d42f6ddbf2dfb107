import { accounts } from "../journal/accounts";
import type { PostingLine } from "../journal/posting";
import { debitOrCredit } from "../journal/posting";
import type { Money } from "../money";
import { add, negate } from "../money";
import type { SaleReference } from "./booking-dimensions";
import { ticketDimensions } from "./booking-dimensions";

/** What a BSP file bills of a ticket otherwise than our books have it, and we take as it is. */
export interface AcceptedDifference {
  readonly supplierId: number;
  readonly sale: SaleReference & { readonly ticketId: number };
  /** What the airline's claim (2011) is to rise by; below zero: to fall. */
  readonly claim: Money;
  /** What our claim for commission (1109) is to fall by; below zero: to rise. */
  readonly commission: Money;
}

/**
 * Brings 2011 and 1109 of a ticket to what is billed; what that costs us is a variance (accounting.md
 * 5.7, taken when it is accepted and not when it is paid: the billing then settles them whole).
 */
export function postBspDifference({
  supplierId,
  sale,
  claim,
  commission,
}: AcceptedDifference): PostingLine[] {
  const dimensions = ticketDimensions(sale, { ticketId: sale.ticketId, supplierId });
  const cost = add(claim, commission);
  return [
    ...debitOrCredit(varianceAccount(cost), cost, dimensions),
    ...debitOrCredit(accounts.bspPayable, negate(claim), dimensions),
    ...debitOrCredit(accounts.commissionReceivable, negate(commission), dimensions),
  ];
}

/** Of what is billed above what we expect: a loss; below it: a gain. */
export function varianceAccount({ minor }: Money): string {
  return minor > 0n ? accounts.bspVarianceLoss : accounts.bspVarianceGain;
}
