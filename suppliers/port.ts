import type { Reservation } from "../domain/reservation";
import type {
  BeforeIssue,
  CancelRequest,
  DocumentsRequest,
  DocumentStatus,
  ExchangeQuote,
  ExchangeQuoteRequest,
  ExchangeRequest,
  ExchangeValue,
  HoldRequest,
  IssueRequest,
  IssueValue,
  ListedDocument,
  Offer,
  OfferRequest,
  OfferSearch,
  OrderRequest,
  PriceCheck,
  RefundQuote,
  RefundQuoteRequest,
  RefundRequest,
  RefundValue,
  VoidRequest,
  VoidResult,
} from "./air-operations";
import type { SupplierOutcome } from "./outcome";
import type { StayOffer, StaySearch } from "./stay-operations";

export interface CallOptions {
  /** Ends the call: at the activity's cancellation or at its deadline. */
  readonly signal: AbortSignal;
  /**
   * An earlier request of the same act was sent, and nobody has heard what came of it. Who cannot
   * be asked for that does not act again: a refusal that says `isAboutEarlier`.
   */
  readonly mayHaveActed?: boolean;
}

type Operation<Request, Value> = (
  request: Request,
  options: CallOptions,
) => Promise<SupplierOutcome<Value>>;

/**
 * What a workflow asks of a supplier of travel. Acts that are repeated after a lost answer
 * find what was done and do not do it again.
 */
export interface SupplierOperations {
  readonly searchOffers: Operation<OfferSearch, readonly Offer[]>;
  readonly searchStays: Operation<StaySearch, readonly StayOffer[]>;
  readonly priceOffer: Operation<OfferRequest, Offer>;
  readonly createHold: Operation<HoldRequest, Reservation>;
  readonly retrieve: Operation<OrderRequest, Reservation>;
  readonly checkPrice: Operation<OrderRequest, PriceCheck>;
  /** Reads the reservation, issues, and reads it again for the numbers. */
  readonly issue: (
    request: IssueRequest,
    beforeIssue: BeforeIssue,
    options: CallOptions,
  ) => Promise<SupplierOutcome<IssueValue>>;
  readonly getDocumentStatus: Operation<DocumentsRequest, readonly DocumentStatus[]>;
  readonly voidDocuments: Operation<VoidRequest, VoidResult>;
  readonly quoteRefund: Operation<RefundQuoteRequest, RefundQuote>;
  readonly refund: Operation<RefundRequest, RefundValue>;
  readonly quoteExchange: Operation<ExchangeQuoteRequest, ExchangeQuote>;
  readonly exchange: Operation<ExchangeRequest, ExchangeValue>;
  /** Lets go of what is held or paid; a reservation that is cancelled already is `done`. */
  readonly cancelOrder: Operation<CancelRequest, Reservation>;
  readonly listDocuments: Operation<OrderRequest, readonly ListedDocument[]>;
}

export const supplierOperations = [
  "searchOffers",
  "searchStays",
  "priceOffer",
  "createHold",
  "retrieve",
  "checkPrice",
  "issue",
  "getDocumentStatus",
  "voidDocuments",
  "quoteRefund",
  "refund",
  "quoteExchange",
  "exchange",
  "cancelOrder",
  "listDocuments",
] as const satisfies readonly (keyof SupplierOperations)[];
export type SupplierOperation = (typeof supplierOperations)[number];

/** What one adapter can do, and how. */
export interface SupplierCapabilities {
  /** Any other operation answers `not_supported`. */
  readonly operations: ReadonlySet<SupplierOperation>;
  /** It keeps our idempotency key: a request that is sent again is answered as it was. */
  readonly keepsIdempotencyKey: boolean;
  /** An order may stay unconfirmed for a while: the answer to its issue is `unknown` till then. */
  readonly confirmsLater: boolean;
  /** Documents of one request are voided each for itself: some may fail. */
  readonly voidsInPart: boolean;
  /** It refunds some coupons of a document and leaves the others open. */
  readonly refundsCoupons: boolean;
  /** What an exchange leaves may be kept as an EMD that it issues. */
  readonly keepsResidual: boolean;
  /** Of one offer; an infant on a lap has no seat. */
  readonly seatsMax: number;
}

export interface AirSupplier extends SupplierOperations {
  readonly capabilities: SupplierCapabilities;
  /** Lets go of the connections, after the calls that are under way. */
  close(): Promise<void>;
}
