import type { SupplierOutcome } from "../outcome";

/** Where one partner's token of one supplier is kept, for all its processes. */
export interface TokenStore {
  read(): Promise<string | undefined>;
  write(token: string, lifetimeMs: number): Promise<void>;
  /** One caller at a time, among all processes. */
  withLock<T>(run: () => Promise<T>): Promise<T>;
}

export interface NewToken {
  readonly token: string;
  readonly lifetimeMs: number;
}

export interface TokenSource {
  get(): Promise<SupplierOutcome<string>>;
  /** Another token than the one that was rejected: one caller fetches it, the others wait for it. */
  renew(rejected: string): Promise<SupplierOutcome<string>>;
}

/** A token is not used in the last part of its life: clocks differ and calls take time. */
const marginMs = 60_000;

export function createTokenSource(
  store: TokenStore,
  fetchToken: () => Promise<SupplierOutcome<NewToken>>,
): TokenSource {
  const fetchUnless = async (rejected: string | undefined): Promise<SupplierOutcome<string>> =>
    store.withLock(async () => {
      const known = await store.read();
      if (known !== undefined && known !== rejected) return { kind: "done", value: known };
      const fetched = await fetchToken();
      if (fetched.kind !== "done") return fetched;
      const { token, lifetimeMs } = fetched.value;
      if (lifetimeMs > marginMs) await store.write(token, lifetimeMs - marginMs);
      return { kind: "done", value: token };
    });
  return {
    get: async () => {
      const known = await store.read();
      return known === undefined ? fetchUnless(undefined) : { kind: "done", value: known };
    },
    renew: fetchUnless,
  };
}
