import type { BspBilling } from "../../domain/bsp/remittance";

/** Ids are the locks: two runs of one business act cannot exist at once. Partner is a public id. */
export const workflowIds = {
  awaitApproval: (partner: string, approval: string) => `approval:${partner}:${approval}`,
  /** One that was refused may be asked for again. */
  cancelBooking: (partner: string, booking: string) => `cancel:${partner}:${booking}`,
  checkSchedule: (partner: string, operation: string) => `schedule-check:${partner}:${operation}`,
  splitBooking: (partner: string, operation: string) => `split:${partner}:${operation}`,
  /** Of the Schedule; a run's has its time after it, one that is asked for its operation. */
  checkSchedules: (partner: string) => `schedule-checks:${partner}`,
  checkSchedulesNow: (partner: string, operation: string) =>
    `schedule-checks:${partner}:${operation}`,
  searchOffers: (partner: string, search: string) => `offers:${partner}:${search}`,
  searchStays: (partner: string, search: string) => `stays:${partner}:${search}`,
  holdExpiry: (partner: string, booking: string) => `hold:${partner}:${booking}`,
  createBooking: (partner: string, operation: string) => `create-booking:${partner}:${operation}`,
  deliverMessage: (event: string, channel: string, target: string) =>
    `deliver:${event}:${channel}:${target}`,
  /** An approval is used once; a refused one may be tried again. */
  postManualEntry: (partner: string, approval: string) => `post-entry:${partner}:${approval}`,
  changeRecurringJournal: (partner: string, recurring: string, version: number) =>
    `change-recurring:${partner}:${recurring}:${version}`,
  /** Of the Schedule; a run's has its time after it. */
  recurringJournal: (partner: string, recurring: string) => `recurring:${partner}:${recurring}`,
  reverseEntryOnDay: (partner: string, entry: string) => `reverse-entry:${partner}:${entry}`,
  /** A draft that was withdrawn is another version of itself. */
  submitJournalDraft: (partner: string, draft: string, version: number) =>
    `submit-draft:${partner}:${draft}:${version}`,
  /** Two acts on one exception: the second finds it resolved. */
  acceptBspExceptions: (partner: string, operation: string) => `bsp-accept:${partner}:${operation}`,
  /** It hits an exception once, whoever asks at the same moment. */
  applyBspRule: (partner: string, operation: string) => `bsp-rule:${partner}:${operation}`,
  importBspFile: (partner: string, file: string) => `bsp:${partner}:${file}`,
  /** The bank rejects a remittance once. */
  rejectRemittance: (partner: string, remittance: string) =>
    `bsp-rejection:${partner}:${remittance}`,
  /** Of the Schedule of a source; a run's has its time after it, one that is asked for its operation. */
  bspSource: (partner: string, source: string) => `bsp-source:${partner}:${source}`,
  pollBspSource: (partner: string, source: string, operation: string) =>
    `bsp-poll:${partner}:${source}:${operation}`,
  /** One remittance of a billing at a time: each that succeeds makes room for the next. */
  remitToBsp: (partner: string, { market, endsOn, currency }: BspBilling, succeeded: number) =>
    `bsp-remittance:${partner}:${market}:${endsOn}:${currency}:${succeeded}`,
  importJournal: (partner: string, operation: string) => `import-journal:${partner}:${operation}`,
  exportReport: (partner: string, operation: string) => `export:${partner}:${operation}`,
  issueBooking: (partner: string, booking: string) => `issue:${partner}:${booking}`,
  /** Each void that succeeds makes another version of the booking. */
  voidTickets: (partner: string, booking: string, version: number) =>
    `void:${partner}:${booking}:${version}`,
  /** An order of a supplier that is in no booking: one looks at it, however often it is told. */
  settleStrayOrder: (partner: string, gdsProviderCode: string, recordLocator: string) =>
    `stray-order:${partner}:${gdsProviderCode}:${recordLocator}`,
  followMemo: (partner: string, memo: string) => `memo:${partner}:${memo}`,
  /** Each act that succeeds makes another version of the memo: one is at work on it at a time. */
  actOnMemo: (partner: string, memo: string, version: number) =>
    `memo-act:${partner}:${memo}:${version}`,
  payBackRefund: (partner: string, payback: string) => `payback:${partner}:${payback}`,
  refundTickets: (partner: string, refund: string) => `refund:${partner}:${refund}`,
  quoteRefund: (partner: string, quote: string) => `refund-quote:${partner}:${quote}`,
  quoteExchange: (partner: string, quote: string) => `exchange-quote:${partner}:${quote}`,
  /** Each exchange that succeeds makes another version of the booking, which no quote is for. */
  exchangeTickets: (partner: string, booking: string, version: number) =>
    `exchange:${partner}:${booking}:${version}`,
  /** A period is completed again after it was reopened, or refused: each stage asks the books. */
  completePeriod: (partner: string, period: string, operation: string) =>
    `complete:${partner}:${period}:${operation}`,
  closeFiscalYear: (partner: string, year: number, operation: string) =>
    `year-end:${partner}:${year}:${operation}`,
  /** A period closes again after it was reopened: what it may do is locked in the database. */
  closePeriod: (partner: string, period: string, operation: string) =>
    `close:${partner}:${period}:${operation}`,
  accruePeriod: (partner: string, period: string, operation: string) =>
    `accrue:${partner}:${period}:${operation}`,
  revaluePeriod: (partner: string, period: string, operation: string) =>
    `revalue:${partner}:${period}:${operation}`,
  /** One run of a period at a time: each that succeeds makes room for the next. */
  runRecognition: (partner: string, period: string, succeeded: number) =>
    `recognition:${partner}:${period}:${succeeded}`,
  refreshExchangeRates: (partner: string, operation: string) =>
    `refresh-rates:${partner}:${operation}`,
  onboardPartner: (partner: string) => `onboard:${partner}`,
  /** By the event that confirmed it: what was called off can be asked for again. */
  deletePartner: (partner: string, event: string) => `delete-partner:${partner}:${event}`,
  /** An event is followed once. */
  followPartnerStatus: (partner: string, event: string) => `partner-status:${partner}:${event}`,
  recogniseAllPartners: "recognise-all-partners",
  refreshAllExchangeRates: "refresh-exchange-rates",
  purgeIdempotencyKeys: "purge-idempotency-keys",
  verifyAllBooks: "verify-all-books",
  verifyBooks: (partner: string, operation: string) => `verify:${partner}:${operation}`,
} as const;
