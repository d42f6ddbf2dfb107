/** What a token may do: `resource.action.scope`. A route names the one it needs. */
export const permissions = [
  "booking.create.partner",
  "booking.issue.partner",
  "booking.read.partner",
  "customer.create.partner",
  "customer.read.partner",
  "document.read.partner",
  "journal_entry.read.partner",
  "operation.cancel.partner",
  "operation.read.partner",
  "operation.resolve.partner",
  "ticket.read.partner",
] as const;

export type Permission = (typeof permissions)[number];

export function isPermission(text: string): text is Permission {
  return permissions.some((permission) => permission === text);
}
