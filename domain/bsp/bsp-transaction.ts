/** What a settlement file says of one transaction, in the terms that our books are matched by. */
export interface BspTransaction {
  /** Lines of the file, from 1: where to look. */
  readonly lines: { readonly first: number; readonly last: number };
  /** TKTT, EMDA, EMDS, RFND, CANX, ADMA, ACMA, TASF… */
  readonly code: string;
  /** Three digits of the airline that is owed or owes. */
  readonly airline: string;
  /** The agency's IATA code, eight digits with its check digit. */
  readonly agent: string;
  /** `YYYY-MM-DD`, as every day here. */
  readonly issuedOn: string;
  readonly remittanceEndsOn: string;
  /** ISO 4217. All amounts are in its minor units, from the airline's view: what the agent owes is positive. */
  readonly currency: string;
  /** The document with its conjunctions, in order. */
  readonly documents: readonly BspDocument[];
  /** Of the fare, before penalties. */
  readonly fare: bigint;
  /** Taxes and fees by code; `CP` is the penalty for cancelling. */
  readonly taxes: readonly BspAmount[];
  /** What the document comes to: fare and taxes. */
  readonly gross: bigint;
  /** Standard and supplementary commission together; negative where it is the agent's. */
  readonly commission: bigint;
  /** In hundredths of a percent. */
  readonly commissionRate: number;
  readonly commissionType: string;
  readonly taxOnCommission: readonly BspAmount[];
  readonly payments: readonly BspPayment[];
  /** What the agent remits; negative where they are paid. */
  readonly remittance: bigint;
  /** Documents that a refund or a memo is about. */
  readonly related: readonly BspRelatedDocument[];
  /** The document that was exchanged for this one. */
  readonly exchanged: readonly string[];
  readonly passengerName: string;
  readonly reservation: string;
  readonly tourCode: string;
}

export interface BspDocument {
  /** 13 digits. */
  readonly number: string;
  /** By coupon: F has a value, V is void, S has none, blank is not issued. */
  readonly couponUse: string;
}

export interface BspAmount {
  readonly code: string;
  readonly amount: bigint;
}

export interface BspPayment {
  /** `CA`, `CC`, `EX`, `MSCA`… without what follows. */
  readonly kind: string;
  readonly amount: bigint;
  /** Of a card its last four digits alone; of an exchange the document. */
  readonly account: string;
  readonly approvalCode: string;
}

export interface BspRelatedDocument {
  readonly number: string;
  /** 1 to 4; none where no coupon is concerned. */
  readonly coupons: readonly number[];
  /** Why a memo was raised. */
  readonly memoReason: string;
  readonly waiver: string;
}
