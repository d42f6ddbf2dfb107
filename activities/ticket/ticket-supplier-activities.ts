import type { SupplierDependencies } from "../dependencies";
import { createFindAtSupplier } from "./find-at-supplier";
import { createIssueAtSupplier } from "./issue-at-supplier";
import { createVoidAtSupplier, createVoidTicketsAtSupplier } from "./void-at-supplier";

export type TicketSupplierActivities = ReturnType<typeof createTicketSupplierActivities>;

/** Steps of an issuance or a void at the supplier: run on the supplier's own queue. */
export function createTicketSupplierActivities(dependencies: SupplierDependencies) {
  return {
    findAtSupplier: createFindAtSupplier(dependencies),
    issueAtSupplier: createIssueAtSupplier(dependencies),
    voidAtSupplier: createVoidAtSupplier(dependencies),
    voidTicketsAtSupplier: createVoidTicketsAtSupplier(dependencies),
  };
}
