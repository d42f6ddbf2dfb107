import { accounts } from "../journal/accounts";
import type { Dimensions, PostingLine } from "../journal/posting";
import { debitOrCredit } from "../journal/posting";
import type { EntryCurrencies } from "../journal/valuation";
import type { Money } from "../money";
import { subtract, sum } from "../money";
import { varianceAccount } from "./bsp-difference";
import type { OpenItem } from "./open-item";
import { settleItems } from "./open-item";

/** A document of a BSP billing: a ticket, a refund or a memo, as we expect it and as it is billed. */
export interface BilledDocument {
  readonly supplierId: number;
  readonly ticketId?: number;
  /** Our open items of it, each settled whole: the claim in 2011, the commission in 1109. */
  readonly items: readonly OpenItem[];
  /** What BSP bills for it net of commission; negative where it credits us. */
  readonly billed: Money;
  /** Whether we accept a difference, or dispute it (1901). */
  readonly difference: "accepted" | "disputed";
}

export interface BspSettlementEvent {
  readonly currency: string;
  readonly documents: readonly BilledDocument[];
}

export interface BspSettlementPosting {
  readonly lines: readonly PostingLine[];
  /** What we remit; negative where BSP pays us. */
  readonly remittance: Money;
}

/**
 * Settles a BSP billing (accounting.md 5.7): what is billed is paid, whatever the difference. An
 * accepted difference is a variance (5045 or 7045), a disputed one waits in suspense (1901).
 */
export function postBspSettlement(
  event: BspSettlementEvent,
  currencies: EntryCurrencies,
): BspSettlementPosting {
  const remittance = sum(
    event.currency,
    event.documents.map(({ billed }) => billed),
  );
  const items = event.documents.flatMap((document) => document.items);
  const settled = settleItems(
    items.map((item) => ({ item, amount: item.amount })),
    currencies,
  );
  return {
    lines: [
      ...settled,
      ...event.documents.flatMap((document) => differenceLines(document)),
      ...debitOrCredit(accounts.bank, { ...remittance, minor: -remittance.minor }, {}),
    ],
    remittance,
  };
}

function differenceLines(document: BilledDocument): PostingLine[] {
  const { billed, items, supplierId, ticketId } = document;
  const expected = sum(
    billed.currency,
    items.map(({ side, amount }) =>
      side === "credit" ? amount : { ...amount, minor: -amount.minor },
    ),
  );
  const excess = subtract(billed, expected);
  const dimensions: Dimensions = {
    supplierId,
    ...(ticketId === undefined ? {} : { ticketId }),
  };
  return debitOrCredit(accountOf(document.difference, excess), excess, dimensions);
}

function accountOf(difference: BilledDocument["difference"], excess: Money): string {
  if (difference === "disputed") return accounts.bspSuspense;
  return varianceAccount(excess);
}
