/** What a token may do: `resource.action.scope`. A route names the one it needs. */
export const permissions = [
  "approval.decide.partner",
  "approval.read.partner",
  "approval.withdraw.partner",
  "booking.create.partner",
  "booking.issue.partner",
  "booking.read.partner",
  "customer.create.partner",
  "customer.read.partner",
  "document.read.partner",
  "fiscal_year.close.partner",
  "fx_rate.create.partner",
  "fx_rate.read.partner",
  "fx_rate_feed.update.partner",
  "journal_draft.create.partner",
  "journal_draft.read.partner",
  "journal_draft.submit.partner",
  "journal_entry.adjust.partner",
  "journal_entry.read.partner",
  "operation.cancel.partner",
  "operation.read.partner",
  "operation.resolve.partner",
  "period.close.partner",
  "period.read.partner",
  "period.reopen.partner",
  "period.revalue.partner",
  "report.read.partner",
  "ticket.read.partner",
  "verification.create.partner",
  "verification.read.partner",
] as const;

export type Permission = (typeof permissions)[number];

export function isPermission(text: string): text is Permission {
  return permissions.some((permission) => permission === text);
}
