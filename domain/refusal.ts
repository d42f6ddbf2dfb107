/** Every reason for which travoBooks says no. Stable: clients, workflows and runbooks key on these. */
export const refusalCodes = [
  "ACCOUNT_HAS_BALANCE",
  "ACCOUNT_INVALID",
  "ACCOUNT_NAMED_BY_RULES",
  "ACCOUNT_NOT_POSTABLE",
  "ADDRESS_NOT_ALLOWED",
  "ALREADY_ERASED",
  "AMOUNT_INVALID",
  "AMOUNT_PRECISION",
  "APPROVAL_BY_MAKER",
  "APPROVAL_DECIDED",
  "APPROVAL_NOT_YOURS",
  "APPROVAL_PENDING",
  "ATTACHMENT_REFUSED",
  "BOOKING_ALREADY_ISSUED",
  "BOOKING_NOT_ISSUABLE",
  "BOOKING_STATE_INVALID",
  "BRANCH_NOT_ALLOWED",
  "CARD_NUMBER_REFUSED",
  "CURRENCY_MISMATCH",
  "CURRENCY_UNKNOWN",
  "CUSTOMER_INACTIVE",
  "DIMENSION_REQUIRED",
  "DRAFT_STATE_INVALID",
  "DUPLICATE_CODE",
  "EMAIL_IN_USE",
  "ENTRY_ALREADY_REVERSED",
  "ENTRY_NOT_REVERSIBLE",
  "ERASURE_TOO_EARLY",
  "FARE_UNBALANCED",
  "FISCAL_YEAR_NOT_CLOSABLE",
  "FX_FEED_UNAVAILABLE",
  "FX_RATE_INVALID",
  "FX_RATE_MISSING",
  "IMPORT_INVALID",
  "IMPORT_TOO_LARGE",
  "ITINERARY_INVALID",
  "JE_UNBALANCED",
  "LAST_ADMIN",
  "LINK_INVALID",
  "NOT_FOUND",
  "OPERATION_ABANDONED",
  "OPERATION_CANCELLED",
  "OPERATION_IN_PROGRESS",
  "OPERATION_NOT_CANCELLABLE",
  "OPERATION_NOT_RESOLVABLE",
  "OVER_APPLIED",
  "OWN_ACCESS",
  "PASSENGERS_INVALID",
  "PASSWORD_REFUSED",
  "PERIOD_CHECKLIST_FAILED",
  "PERIOD_CLOSED",
  "PERIOD_NOT_ENDED",
  "PERIOD_ORDER_INVALID",
  "PERIOD_STATE_INVALID",
  "PERIOD_UNKNOWN",
  "PERMISSION_NOT_HELD",
  "PERSON_REQUIRED",
  "PNR_CANCELLED",
  "PNR_CHANGED",
  "PNR_INVALID",
  "PNR_NOT_FOUND",
  "POSTING_KEY_REPEATED",
  "RECURRENCE_STATE_INVALID",
  "REPORT_COLUMN_UNKNOWN",
  "REPORT_TOO_LARGE",
  "REPORTING_CURRENCY_FIXED",
  "REPORTING_CURRENCY_MISSING",
  "ROLE_BUILT_IN",
  "ROLE_INACTIVE",
  "SECOND_FACTOR_EXISTS",
  "STATEMENT_UNBALANCED",
  "SUPPLIER_INACTIVE",
  "SUPPLIER_REFUSED",
  "SUPPLIER_UNAVAILABLE",
  "TENANT_MISMATCH",
  "TICKET_NUMBER_IN_USE",
  "TICKET_NUMBER_INVALID",
  "TICKETED_ELSEWHERE",
  "TOKEN_LIFETIME_INVALID",
  "TOKEN_NOT_ACTIVE",
  "USER_STATE_INVALID",
  "VERSION_CONFLICT",
  "VOID_WINDOW_CLOSED",
] as const;

export type RefusalCode = (typeof refusalCodes)[number];

export type RefusalDetails = Readonly<Record<string, string | number | boolean | null>>;

/**
 * The business says no: an expected outcome with a stable code, never a fault of ours.
 * Whoever throws it has changed nothing.
 */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly code: RefusalCode;
  readonly details: RefusalDetails;

  constructor(code: RefusalCode, message: string, details: RefusalDetails = {}) {
    super(message);
    this.code = code;
    this.details = details;
  }
}
