import type { Client, ClientOptions } from "../../client/src";
import { createClient } from "../../client/src";
import type { TestApp } from "./test-app";

/** The client that partners install, on the app without a socket: each answer is held to the document. */
export function typedClient(
  app: Pick<TestApp, "request">,
  token: string,
  options: Partial<ClientOptions> = {},
): Client {
  return createClient({
    baseUrl: "http://127.0.0.1",
    token,
    fetch: async (request) => {
      const { pathname, search } = new URL(request.url);
      const body = await request.text();
      const { method, headers } = request;
      return app.request(pathname + search, { method, headers, ...(body !== "" && { body }) });
    },
    ...options,
  });
}
