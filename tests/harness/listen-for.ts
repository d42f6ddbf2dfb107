import { once } from "node:events";
import type { AddressInfo } from "node:net";

import { createApp } from "../../api/app";
import type { ApiDependencies, ApiSettings } from "../../api/dependencies";
import { listen } from "../../api/listen";
import type { TestApp } from "./test-app";

/** The API with other settings, without a socket. */
export function createAppWith(
  { dependencies }: TestApp,
  settings: Partial<ApiSettings>,
  others: Partial<ApiDependencies> = {},
) {
  return createApp({
    ...dependencies,
    ...others,
    settings: { ...dependencies.settings, ...settings },
  });
}

export interface ListeningApp {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** The same behind a socket of its own, as server.ts listens. */
export async function listenFor(
  app: TestApp,
  settings: Partial<ApiSettings> = {},
): Promise<ListeningApp> {
  const server = listen(createAppWith(app, settings).fetch, { API_HOST: "127.0.0.1", API_PORT: 0 });
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    close: async () => {
      const closed = once(server, "close");
      server.close();
      await closed;
    },
  };
}
