import type { Check, CheckAnswer } from "./check";
import { fail, ok } from "./check";
import type { Deployment } from "./deployment";
import { query } from "./deployment";

const skewMsMax = 2_000;

export const clockChecks: readonly Check[] = [{ code: "STACK_CLOCK_SKEW", run: checkClocks }];

async function checkClocks({ database, redis, environment }: Deployment): Promise<CheckAnswer> {
  const connection = await database();
  const skews = [
    await measure("MySQL", async () => {
      const [row] = await query(connection, "SELECT UTC_TIMESTAMP(6) AS now");
      return Date.parse(`${row?.["now"]?.replace(" ", "T")}Z`);
    }),
    await measure("Redis", async () => {
      const [seconds, micros] = await redis().time();
      return Number(seconds) * 1_000 + Number(micros) / 1_000;
    }),
    ...(await measureApi(environment["API_PUBLIC_URL"])),
  ];
  const told = skews.map(({ name, ms }) => `${name} ${Math.round(ms)} ms`).join(", ");
  return skews.every(({ ms }) => Math.abs(ms) <= skewMsMax)
    ? ok(`Beside this machine's clock: ${told}.`)
    : fail(
        `Clocks differ by more than ${skewMsMax} ms: ${told}.`,
        "Run an NTP client on every machine; expiry, one-time passwords and the order of the audit need it.",
      );
}

/** How far a clock is ahead of ours, half of the round trip taken off. */
async function measure(name: string, ask: () => Promise<number>) {
  const before = Date.now();
  const theirs = await ask();
  return { name, ms: theirs - (before + Date.now()) / 2 };
}

/** Its Date header, of whole seconds; an API that is not up yet has no say. */
async function measureApi(url: string | undefined) {
  if (!url) return [];
  try {
    const header = await measure("API", async () => {
      const answer = await fetch(new URL("/healthz", url), { signal: AbortSignal.timeout(3_000) });
      return Date.parse(answer.headers.get("date") ?? "") + 500;
    });
    return Number.isNaN(header.ms) ? [] : [header];
  } catch {
    return [];
  }
}
