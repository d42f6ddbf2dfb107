import { measurePosting } from "./ledger/measure-posting";
import { measureReading } from "./ledger/measure-reading";
import { benchOnADatabase } from "./lib/on-a-database";

/**
 * The ledger's writer beside bare transactions with the same rows, a batch beside multi-row
 * INSERTs, and statements beside a GROUP BY over all lines; in one run, taking turns.
 */
benchOnADatabase("ledger", async (bench) => {
  await measurePosting(bench);
  await measureReading(bench);
});
