/** What is kept of one HTTP exchange with a supplier: redacted, then sealed as one value. */
export interface KeptExchange {
  readonly request: {
    readonly method: "GET" | "POST" | "DELETE";
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  };
  /** Null where nothing came back. */
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  } | null;
  /** Whether a body was longer than what is kept of one. */
  readonly isTruncated: boolean;
}

/** Of a body, in characters. */
export const keptBodyMax = 32_768;

/** What a kept exchange is bound to. */
export function keptExchangeContext(partner: string): string {
  return `${partner}:supplier_calls.exchange`;
}
