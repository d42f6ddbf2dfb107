import { rm } from "node:fs/promises";
import { join } from "node:path";

import { createPartnerWithToken } from "../../scripts/create-partner";
import { applications } from "../../scripts/stack/applications";
import type { ApplicationSpec, Stack } from "../../scripts/stack/stack-types";
import { startStack } from "../../scripts/stack/start-stack";

/** A whole stack of a bench's own, and the worker of its bare workflows beside it. */
export async function startBenchStack(name: string, database: "mariadb" | "mysql"): Promise<Stack> {
  const dataDirectory = join(process.cwd(), ".travobooks", `bench-${name}`);
  await rm(dataDirectory, { recursive: true, force: true });
  return startStack({
    dataDirectory,
    database,
    temporal: { headless: true },
    applications: [
      ...applications.map(quiet),
      { name: "bare-worker", args: ["dist/bench/bare/worker.js"] },
    ],
  });
}

function quiet(application: ApplicationSpec): ApplicationSpec {
  const { env } = application;
  return {
    ...application,
    env: (environment) => ({
      ...(typeof env === "function" ? env(environment) : env),
      LOG_LEVEL: "warn",
      API_RATE_TEST_DIVISOR: "1",
      API_RATE_CREDENTIAL: "100000/1",
      API_RATE_PARTNER: "100000/1",
      API_RATE_ADDRESS: "100000/1",
    }),
  };
}

/** The token of a partner whose books begin today. */
export async function createBenchPartner(stack: Stack): Promise<string> {
  const { token } = await createPartnerWithToken(
    {
      code: "BENCH",
      name: "Bench Travel",
      environment: "test",
      countryCode: "BD",
      timeZone: "Asia/Dhaka",
      functionalCurrency: "BDT",
      booksFrom: new Date().toISOString().slice(0, 10),
    },
    stack.environment,
  );
  return token;
}
