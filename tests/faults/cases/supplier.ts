import { expectExactlyOnce } from "../support/expect-exactly-once";
import type { FaultStack } from "../support/fault-stack";
import { book, issue } from "../support/sale";

/** Magic record locators of docs/sandbox-amadeus.md. */
const faults = [
  ["TMB", "hangs without having issued"],
  ["TMA", "issues and never answers"],
  ["LAT", "never answers and issues three seconds later"],
  ["RSB", "resets the connection before it issues"],
  ["RSA", "issues and resets the connection"],
  ["CLA", "issues and closes the connection"],
  ["DUP", "answers twice"],
  ["PRV", "answers with the answer before"],
  ["TRU", "issues, and its answer is cut off"],
] as const;

/** The supplier fails on its own, in each way that leaves open what it did. */
export function describeSupplierFaults(environment: () => FaultStack): void {
  test.each(faults)("%s: %s", async (prefix) => {
    const sale = await book(environment(), prefix);
    const call = issue(environment(), sale);
    await environment().supplier.untilAsked(sale.recordLocator);
    await expectExactlyOnce(environment(), { sale, call, since: Date.now() });
  });
}
