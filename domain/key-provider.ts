/** Who seals the data keys of credentials: the ring of ENCRYPTION_KEYS, or a service that keeps its key to itself. */
export interface KeyProvider {
  /** Stands in each sealed value: `vault:travobooks`, `kms:alias/travobooks`; of the ring its key's own. */
  readonly keyId: string;
  /** The context is authenticated: a data key opens for the value that it was made for alone. */
  wrap(dataKey: Buffer, context: string): Promise<Buffer>;
  unwrap(wrapped: Buffer, context: string): Promise<Buffer>;
}
