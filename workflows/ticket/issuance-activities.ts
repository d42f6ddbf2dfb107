import { proxyActivities } from "@temporalio/workflow";

import type { IssuanceActivities } from "../../activities/ticket/issuance-activities";
import type { TicketSupplierActivities } from "../../activities/ticket/ticket-supplier-activities";
import { localFirst, supplierStep } from "../local-first";

const persistently = localFirst<IssuanceActivities>();

/** Steps of an issuance, a void and a hold on the books. */
export const books: IssuanceActivities = {
  askApproval: (...step) => persistently((own) => own.askApproval(...step)),
  beginExpiry: (...step) => persistently((own) => own.beginExpiry(...step)),
  beginLateConfirmation: (...step) => persistently((own) => own.beginLateConfirmation(...step)),
  beginStrayOrder: (...step) => persistently((own) => own.beginStrayOrder(...step)),
  callOffApproval: (...step) => persistently((own) => own.callOffApproval(...step)),
  checkVoid: (...step) => persistently((own) => own.checkVoid(...step)),
  commitIssuance: (...step) => persistently((own) => own.commitIssuance(...step)),
  commitVoid: (...step) => persistently((own) => own.commitVoid(...step)),
  endStrayOrder: (...step) => persistently((own) => own.endStrayOrder(...step)),
  endHold: (...step) => persistently((own) => own.endHold(...step)),
  keepHold: (...step) => persistently((own) => own.keepHold(...step)),
  postponeHold: (...step) => persistently((own) => own.postponeHold(...step)),
  readHold: (...step) => persistently((own) => own.readHold(...step)),
  recordActAttention: (...step) => persistently((own) => own.recordActAttention(...step)),
  recordActFailed: (...step) => persistently((own) => own.recordActFailed(...step)),
  recordActResolution: (...step) => persistently((own) => own.recordActResolution(...step)),
  recordAttention: (...step) => persistently((own) => own.recordAttention(...step)),
  recordCancelled: (...step) => persistently((own) => own.recordCancelled(...step)),
  recordFailed: (...step) => persistently((own) => own.recordFailed(...step)),
  recordResolution: (...step) => persistently((own) => own.recordResolution(...step)),
};

/** Steps at the supplier. */
export const supplier = proxyActivities<TicketSupplierActivities>(supplierStep);
