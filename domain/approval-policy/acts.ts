/** What a policy may want another person's approval for: `resource.action`. */
export const approvalActs = [
  "approval_policy.update",
  "booking.issue",
  "bsp.remit",
  "bsp_exception.accept",
  "customer.credit_limit",
  "journal_entry.post",
  "journal_entry.reverse",
  "memo.accept",
  "operation.abandon",
  "payout.create",
  "period.reopen",
  "recognition.run",
  "recurring_journal.start",
  "refund.create",
  "supplier.bank_details",
  "ticket.exchange",
  "ticket.void",
  "ticket_number.adopt",
  "user.access",
  "write_off.create",
] as const;

export type ApprovalAct = (typeof approvalActs)[number];

export interface ActDefinition {
  readonly name: string;
  /** Whether it has an amount, which thresholds are about. */
  readonly isMeasured: boolean;
  /** Whether somebody is always asked: no policy does without (manual 3.x, 13.5). */
  readonly isFixed: boolean;
  /**
   * Where nobody has settled anything: from which amount in whole BDT another person approves
   * (manual 13.5), always, or never.
   */
  readonly byDefault: bigint | "always" | "never";
  readonly ttlHours: number;
}

const threeDays = 72;
const week = 168;

export const actDefinitions: Readonly<Record<ApprovalAct, ActDefinition>> = {
  "approval_policy.update": always("Weaken an approval policy", { isFixed: true }),
  "booking.issue": above(200_000n, "Issue a booking"),
  "bsp.remit": above(1_000_000n, "Remit to BSP"),
  "bsp_exception.accept": above(50_000n, "Accept what a BSP file bills otherwise"),
  "customer.credit_limit": above(500_000n, "Change a customer's credit limit"),
  "journal_entry.post": { ...above(50_000n, "Post a manual journal entry"), ttlHours: week },
  "journal_entry.reverse": {
    ...above("always", "Reverse a journal entry"),
    isFixed: true,
    ttlHours: week,
  },
  "memo.accept": above(50_000n, "Accept an airline's memo"),
  "operation.abandon": always("Give up an issuance, and void what was issued"),
  "payout.create": above(1_000_000n, "Pay out"),
  "period.reopen": always("Reopen a closed period", { isFixed: true }),
  "recognition.run": above("never", "Recognise what a period has earned"),
  "recurring_journal.start": {
    ...always("Start a recurring entry", { isFixed: true }),
    ttlHours: week,
  },
  "refund.create": above(100_000n, "Refund"),
  "supplier.bank_details": always("Change a supplier's bank details", { isFixed: true }),
  "ticket.exchange": above("never", "Exchange tickets"),
  "ticket.void": above("never", "Void a ticket"),
  "ticket_number.adopt": always("Adopt ticket numbers that we did not ask for"),
  "user.access": { ...always("Change what a person may do, or where"), byDefault: "never" },
  "write_off.create": above("always", "Write off what is owed"),
};

function always(name: string, { isFixed = false } = {}): ActDefinition {
  return { name, isMeasured: false, isFixed, byDefault: "always", ttlHours: threeDays };
}

function above(byDefault: ActDefinition["byDefault"], name: string): ActDefinition {
  return { name, isMeasured: true, isFixed: false, byDefault, ttlHours: threeDays };
}

export function isApprovalAct(text: string): text is ApprovalAct {
  return approvalActs.some((act) => act === text);
}
