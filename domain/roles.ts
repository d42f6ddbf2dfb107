import type { Permission } from "./permissions";
import { permissions } from "./permissions";

export interface RoleTemplate {
  readonly code: string;
  readonly name: string;
  readonly description: string;
  readonly permissions: readonly Permission[];
}

const reading = permissions.filter((permission) => permission.split(".")[1] === "read");
/** What only those see who keep the partner's settings, look after sales, or audit. */
const administered: ReadonlySet<string> = new Set([
  "audit_log",
  "identity_provider",
  "role",
  "supplier_request",
  "token",
]);
const readingOfBooks = reading.filter(
  (permission) => !administered.has(permission.split(".")[0] ?? ""),
);
const ownTokens: readonly Permission[] = [
  "personal_token.create.partner",
  "personal_token.read.partner",
  "personal_token.revoke.partner",
];
/** What whoever stands at a counter sees. */
const clerks: readonly Permission[] = [
  "booking.read.partner",
  "branch.read.partner",
  "consent.read.partner",
  "customer.read.partner",
  "document.read.partner",
  "exchange.read.partner",
  "operation.read.partner",
  "supplier.read.partner",
  "ticket.read.partner",
  ...ownTokens,
];
/** What whoever decides on requests does besides. */
const deciding: readonly Permission[] = [
  "approval.comment.partner",
  "approval.decide.partner",
  "approval_delegation.create.partner",
  "approval_delegation.revoke.partner",
];
const accounting: readonly Permission[] = [
  ...readingOfBooks,
  ...ownTokens,
  "approval.comment.partner",
  "approval.withdraw.partner",
  "attachment.create.partner",
  "bsp_exception.accept.partner",
  "bsp_exception.update.partner",
  "bsp_file.cancel.partner",
  "bsp_file.create.partner",
  "bsp_remittance.create.partner",
  "bsp_remittance.reject.partner",
  "bsp_rule.apply.partner",
  "bsp_source.poll.partner",
  "coupon.report.partner",
  "customer.create.partner",
  "fx_rate.create.partner",
  "journal_draft.create.partner",
  "journal_draft.submit.partner",
  "journal_draft.update.partner",
  "journal_entry.reverse.partner",
  "journal_template.create.partner",
  "memo.create.partner",
  "memo.decide.partner",
  "memo.recharge.partner",
  "override_agreement.create.partner",
  "override_agreement.update.partner",
  "period.accrue.partner",
  "period.revalue.partner",
  "period.sign_off.partner",
  "period.soft_close.partner",
  "recognition.run.partner",
  "recurring_journal.create.partner",
  "refund.pay_back.partner",
  "refund.settle.partner",
  "report.export.partner",
  "report_definition.create.partner",
  "verification.create.partner",
];
const seniorAccounting: readonly Permission[] = [
  ...accounting,
  "account.create.partner",
  "account.update.partner",
  "bsp_column_mapping.create.partner",
  "bsp_column_mapping.delete.partner",
  "bsp_column_mapping.update.partner",
  "bsp_rule.create.partner",
  "bsp_rule.delete.partner",
  "bsp_rule.update.partner",
  "fx_rate_feed.update.partner",
  "journal_entry.adjust.partner",
  "journal_import.create.partner",
  "recurring_journal.change.partner",
  "bank_details.create.partner",
  "credit_limit.update.partner",
  "supplier.create.partner",
  "supplier.update.partner",
];

/**
 * The roles that every partner starts with (manual 2.1, 13.5, 13.6): who sells neither refunds nor
 * posts, who keeps the books does not issue, who approves does not routinely make.
 */
export const builtInRoles: readonly RoleTemplate[] = [
  {
    code: "partner_admin",
    name: "Partner Admin",
    description: "Everything the partner may do, people and settings among it.",
    permissions,
  },
  {
    code: "travel_agent",
    name: "Travel Agent",
    description: "Books and issues. Neither refunds nor posts to the books.",
    permissions: [
      ...clerks,
      "booking.cancel.partner",
      "booking.create.partner",
      "booking.issue.partner",
      "consent.create.partner",
      "coupon.report.partner",
      "customer.create.partner",
      "exchange.create.partner",
      "operation.cancel.partner",
      "ticket.void.partner",
    ],
  },
  {
    code: "mid_office_supervisor",
    name: "Mid-Office Supervisor",
    description: "Looks after what agents sell: unknown outcomes, tickets, approvals.",
    permissions: [
      ...clerks,
      ...deciding,
      "approval.read.partner",
      "approval_delegation.read.partner",
      "approval_policy.read.partner",
      "coupon.report.partner",
      "exchange.create.partner",
      "operation.cancel.partner",
      "operation.resolve.partner",
      "refund.create.partner",
      "refund.quote.partner",
      "refund.read.partner",
      "report.read.partner",
      "supplier_request.read.partner",
      "ticket.void.partner",
    ],
  },
  {
    code: "cashier",
    name: "Cashier",
    description: "Takes payments at the counter, and pays refunds back.",
    permissions: [
      ...clerks,
      "attachment.create.partner",
      "refund.pay_back.partner",
      "refund.read.partner",
    ],
  },
  {
    code: "accountant",
    name: "Accountant",
    description: "Keeps the books: drafts, reversals, rates, reports. Does not issue.",
    permissions: accounting,
  },
  {
    code: "senior_accountant",
    name: "Senior Accountant",
    description: "An accountant who adjusts soft-closed periods and keeps the chart.",
    permissions: seniorAccounting,
  },
  {
    code: "controller",
    name: "Controller",
    description: "Closes periods and years, and checks what accountants make.",
    permissions: [
      ...seniorAccounting,
      ...deciding,
      "account.import.partner",
      "fiscal_year.close.partner",
      "fiscal_year.create.partner",
      "period.close.partner",
      "period.reopen.partner",
    ],
  },
  {
    code: "approver",
    name: "Approver",
    description: "Decides on what others ask approval for, and makes nothing.",
    permissions: [...readingOfBooks, ...ownTokens, ...deciding, "period.sign_off.partner"],
  },
  {
    code: "auditor",
    name: "Auditor",
    description: "Reads everything, proves the books, exports, locks what was audited.",
    permissions: [
      ...reading,
      "period.lock.partner",
      "period.sign_off.partner",
      "report.export.partner",
      "verification.create.partner",
    ],
  },
];
