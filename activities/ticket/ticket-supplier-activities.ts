import { createCheckScheduleAtSupplier } from "../booking/check-schedule-at-supplier";
import { createReleaseAtSupplier } from "../booking/release-at-supplier";
import { createSplitAtSupplier } from "../booking/split-at-supplier";
import type { SupplierDependencies } from "../dependencies";
import { createFindAtSupplier } from "./find-at-supplier";
import { createIssueAtSupplier } from "./issue-at-supplier";
import { createReadStrayOrder } from "./stray-order";
import { createVoidAtSupplier, createVoidTicketsAtSupplier } from "./void-at-supplier";

export type TicketSupplierActivities = ReturnType<typeof createTicketSupplierActivities>;

/** Steps of an issuance, a void, a hold and its schedule at the supplier: run on the supplier's own queue. */
export function createTicketSupplierActivities(dependencies: SupplierDependencies) {
  return {
    checkScheduleAtSupplier: createCheckScheduleAtSupplier(dependencies),
    findAtSupplier: createFindAtSupplier(dependencies),
    releaseAtSupplier: createReleaseAtSupplier(dependencies),
    issueAtSupplier: createIssueAtSupplier(dependencies),
    readStrayOrder: createReadStrayOrder(dependencies),
    splitAtSupplier: createSplitAtSupplier(dependencies),
    voidAtSupplier: createVoidAtSupplier(dependencies),
    voidTicketsAtSupplier: createVoidTicketsAtSupplier(dependencies),
  };
}
