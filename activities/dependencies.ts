import type { KeyRing } from "../db/encryption/key-ring";
import type { PartnerDatabase } from "../db/partner-scope";
import type { OpenPartner } from "../db/partner-scopes";
import type { TransactionObserver } from "../db/transaction";
import type { AirSupplier } from "../suppliers/port";
import type { BookingMemory } from "./booking-memory";

/** What every activity may use: rows of a partner, and a clock. */
export interface LedgerDependencies {
  readonly openPartner: OpenPartner;
  readonly observer: TransactionObserver;
  readonly bookings: BookingMemory;
  /** RFC 3339 with microseconds, UTC. */
  readonly now: () => string;
}

export interface SupplierDependencies extends LedgerDependencies {
  /** The partner's own connection to a GDS, by provider code. */
  readonly openSupplier: (scope: PartnerDatabase, gdsProviderCode: string) => Promise<AirSupplier>;
  readonly policy: SupplierPolicy;
  readonly keyRing: KeyRing;
}

export interface SupplierPolicy {
  /**
   * How long after a lost answer "nothing was issued" is not yet believed: the supplier may still
   * be working on it.
   */
  readonly settleMs: number;
}
