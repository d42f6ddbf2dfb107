/** Ids are the locks: two runs of one business act cannot exist at once. Partner is a public id. */
export const workflowIds = {
  createBooking: (partner: string, operation: string) => `create-booking:${partner}:${operation}`,
  deliverMessage: (event: string, channel: string, target: string) =>
    `deliver:${event}:${channel}:${target}`,
  issueBooking: (partner: string, booking: string) => `issue:${partner}:${booking}`,
} as const;
