import { proxyActivities } from "@temporalio/workflow";

import type {
  ExchangeActivities,
  ExchangeSupplierActivities,
} from "../../activities/exchange/exchange-activities";
import { localFirst, supplierStep } from "../local-first";

const persistently = localFirst<ExchangeActivities>();

/** Steps of an exchange on the books. */
export const books: ExchangeActivities = {
  checkExchange: (...step) => persistently((own) => own.checkExchange(...step)),
  commitExchange: (...step) => persistently((own) => own.commitExchange(...step)),
};

export const supplier = proxyActivities<ExchangeSupplierActivities>(supplierStep);

/** A price is asked for by somebody who waits: a supplier that stays silent ends it. */
export const quoting = proxyActivities<ExchangeSupplierActivities>({
  startToCloseTimeout: "1 minute",
  scheduleToCloseTimeout: "3 minutes",
  heartbeatTimeout: "6 seconds",
  retry: { initialInterval: "500 milliseconds", maximumInterval: "10 seconds" },
});
