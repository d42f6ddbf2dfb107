import type { ClientOptions } from "@temporalio/client";
import { Client, Connection } from "@temporalio/client";

import type { KeyRing } from "../db/encryption/key-ring";
import type { TemporalConfig } from "./config";
import { connectionOptions } from "./config";
import { createDataConverter } from "./data-converter";

export interface TemporalHandle {
  readonly client: Client;
  readonly connection: Connection;
  close(): Promise<void>;
}

/** Connects lazily: a Temporal that is away fails the request that needs it, not the start-up. */
export function openTemporal(
  config: TemporalConfig,
  options: { readonly keyRing: KeyRing; readonly plugins?: ClientOptions["plugins"] },
): TemporalHandle {
  const connection = Connection.lazy({
    ...connectionOptions(config),
    connectTimeout: "5 seconds",
  });
  const client = new Client({
    connection,
    namespace: config.namespace,
    dataConverter: createDataConverter(options.keyRing),
    ...(options.plugins === undefined ? {} : { plugins: options.plugins }),
  });
  return { client, connection, close: () => connection.close() };
}
