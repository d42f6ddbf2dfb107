import type { ApprovalStatus } from "../../domain/approval";
import type { ApprovalAct } from "../../domain/approval-policy/acts";
import type { MoneyJson } from "../../domain/money";
import type { RequestContext } from "./payloads";

/** What an operation asks for before it acts; its id is the request's: it asks once. */
export interface ApprovalQuestion {
  readonly act: ApprovalAct;
  readonly partner: string;
  /** Null: the act is of no booking, and says its amount. */
  readonly bookingId: string | null;
  readonly operationId: string;
  readonly context: RequestContext;
  /** What the thresholds are compared with; absent: the booking's total. */
  readonly amount?: MoneyJson;
  /** In the maker's words. */
  readonly reason?: string;
  /** What the approver is shown besides the booking and the amount; no personal data. */
  readonly shown?: Readonly<Record<string, string | readonly string[]>>;
}

/** How the request stands in the books. */
export type ApprovalAnswer =
  /** The policy has no level: nobody is asked, and nothing is kept. */
  | { readonly status: "not_wanted" }
  | {
      readonly status: ApprovalStatus;
      /** Public id. */
      readonly approvalId: string;
      /** Of who decided last. */
      readonly reason: string | null;
    };

/** Ends a request whose operation is not to act any more. */
export interface ApprovalCallOff {
  readonly partner: string;
  readonly approvalId: string;
  readonly context: RequestContext;
  readonly note: string;
}
