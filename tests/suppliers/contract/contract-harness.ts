import type { BeforeIssue } from "../../../suppliers/air-operations";
import type { SupplierRefusalReason } from "../../../suppliers/outcome";
import type { AirSupplier, SupplierOperation } from "../../../suppliers/port";
import type { StayOrder } from "../../../suppliers/stay-operations";
import { supplierFaults } from "../../harness/supplier-faults";

/** What can go wrong with one call, in the order of the report. */
export const faults = ["none", ...supplierFaults] as const;
export type Fault = (typeof faults)[number];

/** Operations that change something at the supplier. */
export const acts = [
  "createHold",
  "issue",
  "voidDocuments",
  "refund",
  "exchange",
  "cancelOrder",
] as const satisfies readonly SupplierOperation[];
export type Act = (typeof acts)[number];

export interface Order {
  readonly recordLocator: string;
  readonly fareReferences: readonly string[];
  /** Of a supplier that holds nothing before it is bought. */
  readonly stay?: StayOrder;
}

/** An adapter beside its sandbox, as the contract needs them. */
export interface ContractHarness {
  open(overrides?: "unreachable" | "wrong credentials"): AirSupplier;
  /** Acts that change nothing there, because there is nothing to change: they only look. */
  readonly looks?: readonly Act[];
  /** A reservation that is held and not ticketed. */
  createOrder(): Promise<Order>;
  /** Brings a ticketed order to where the supplier refunds it, or exchanges it. */
  makeReady(order: Order, act: "refund" | "exchange"): Promise<void>;
  /**
   * The next call of the operation on the subject meets the fault: a record locator, or the
   * idempotency key of a hold. Resolves when the rule is in place.
   */
  addFault(
    operation: SupplierOperation,
    subject: string,
    fault: Exclude<Fault, "none">,
  ): Promise<InjectedFault>;
  /** How often the supplier did what the act asks for. */
  countEffects(act: Act, subject: string): Promise<number>;
  /** What a business refusal of the operation is to us; `rejected` where nothing is said. */
  readonly refusals: Partial<Readonly<Record<SupplierOperation, SupplierRefusalReason>>>;
  stop(): Promise<void>;
}

export interface InjectedFault {
  /** Whether a call has met it. */
  isHit(): Promise<boolean>;
}

export const proceed: BeforeIssue = async () => ({ proceed: true });
