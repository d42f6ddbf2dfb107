import { type SupplierName, supplierNames } from "../domain/supplier-names";
import { supplierQueues } from "../temporal/contract/queues";
import { runWorkers } from "./run-workers";

/** Serves the queues of the suppliers that are named: `node dist/workers/supplier.js sabre`. */
function main(): void {
  const named = process.argv.slice(2);
  const suppliers = named.filter(isSupplierName);
  if (suppliers.length === 0 || suppliers.length < named.length) {
    process.stderr.write(`Name the suppliers to work for: ${supplierNames.join(", ")}.\n`);
    process.exitCode = 1;
    return;
  }
  runWorkers(
    `worker-supplier-${suppliers.join("-")}`,
    suppliers.map((supplier) => supplierQueues[supplier]),
  );
}

function isSupplierName(text: string): text is SupplierName {
  return supplierNames.some((one) => one === text);
}

main();
