/** Ids are the locks: two runs of one business act cannot exist at once. Partner is a public id. */
export const workflowIds = {
  createBooking: (partner: string, operation: string) => `create-booking:${partner}:${operation}`,
  deliverMessage: (event: string, channel: string, target: string) =>
    `deliver:${event}:${channel}:${target}`,
  /** An approval is used once; a refused one may be tried again. */
  postManualEntry: (partner: string, approval: string) => `post-entry:${partner}:${approval}`,
  /** A draft that was withdrawn is another version of itself. */
  submitJournalDraft: (partner: string, draft: string, version: number) =>
    `submit-draft:${partner}:${draft}:${version}`,
  issueBooking: (partner: string, booking: string) => `issue:${partner}:${booking}`,
  verifyAllBooks: "verify-all-books",
  verifyBooks: (partner: string, operation: string) => `verify:${partner}:${operation}`,
} as const;
