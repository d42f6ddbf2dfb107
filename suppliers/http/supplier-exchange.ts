/** One call on the wire, for the caller's log: nothing secret and no card or passport is in it. */
export interface SupplierExchange {
  readonly operation: string;
  /** SHA-256, in hex, of the body as sent: the same request has the same digest. */
  readonly requestDigest: string;
  readonly redactedRequest: string;
  /** Undefined where nothing came back. */
  readonly redactedResponse: string | undefined;
  readonly durationMs: number;
  readonly outcome: "reply" | "fault" | "noAnswer" | "notSent";
}

export type OnExchange = ((exchange: SupplierExchange) => void) | undefined;

/** A log that fails must not lose the answer of a call that has acted. */
export function tellExchange(onExchange: OnExchange, exchange: SupplierExchange): void {
  try {
    onExchange?.(exchange);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    process.emitWarning(`onExchange failed: ${message}`);
  }
}
