import { once } from "node:events";

import { Hono } from "hono";

import { createApp } from "../../api/app";
import { parseApiConfig } from "../../api/config";
import type { ApiDependencies } from "../../api/dependencies";
import { listen } from "../../api/listen";
import { openDependencies } from "../../api/open-dependencies";
import { scopeToPartner } from "../../db/partner-scope";
import { getCustomer, listCustomers } from "../../db/read/customers";
import { parseTemporalConfig } from "../../temporal/config";
import type { Contender, ServerOptions } from "./contender";

process.once("message", (options: ServerOptions) => {
  serve(options).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  });
});
process.on("message", (asked) => {
  if (asked !== "processor") return;
  const { user, system } = process.cpuUsage();
  process.send?.((user + system) / 1e3);
});
process.once("disconnect", () => process.exit(0));

/** One contender behind a socket of its own, as server.ts listens. */
async function serve({
  contender,
  partner,
  partnerId,
  authorization,
}: ServerOptions): Promise<void> {
  const config = parseApiConfig({ ...process.env, ...plenty });
  const dependencies = openDependencies(config, {
    temporalConfig: parseTemporalConfig(process.env),
  });
  const scope = scopeToPartner(dependencies.database.system, { partner, partnerId });
  const app =
    contender === "bare"
      ? createBareApp(scope)
      : createApp(await without(contender, dependencies, authorization));
  const server = listen(app.fetch, { API_HOST: "127.0.0.1", API_PORT: 0 });
  await once(server, "listening");
  process.send?.(Object(server.address()).port);
}

/** The limits are counted, and never reached. */
const plenty = {
  LOG_LEVEL: "info",
  API_RATE_CREDENTIAL: "1000000/1,1000000/60",
  API_RATE_USER: "1000000/1,1000000/60",
  API_RATE_PARTNER: "1000000/1,1000000/60",
  API_RATE_ADDRESS: "1000000/1,1000000/60",
  API_RATE_TEST_DIVISOR: "1",
};

/** The same queries, and nothing else of ours. */
function createBareApp(scope: Parameters<typeof getCustomer>[0]): Hono {
  const app = new Hono();
  app.get("/v1/customers/:id", async (c) => c.json(await getCustomer(scope, c.req.param("id"))));
  app.get("/v1/customers", async (c) =>
    c.json(await listCustomers(scope, {}, { limit: Number(c.req.query("limit")) })),
  );
  return app;
}

/** Everything but one part, so that the difference is what that part costs. */
async function without(
  contender: Exclude<Contender, "bare">,
  dependencies: ApiDependencies,
  authorization: string,
): Promise<ApiDependencies> {
  const { settings, auth } = dependencies;
  switch (contender) {
    case "api":
      return dependencies;
    case "api without rate limits": {
      const rateLimits = {
        ...settings.rateLimits,
        token: [],
        user: [],
        partner: [],
        address: [],
        failures: [],
      };
      return { ...dependencies, settings: { ...settings, rateLimits } };
    }
    case "api without authentication": {
      const known = await auth.authenticate({ authorization });
      return {
        ...dependencies,
        auth: { ...auth, authenticate: () => Promise.resolve(known), hasProved: () => true },
      };
    }
  }
}
