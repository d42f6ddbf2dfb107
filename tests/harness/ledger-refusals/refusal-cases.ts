import { accountCases } from "./account-cases";
import { approvalCases, reversalCases } from "./approval-cases";
import { entryCases } from "./entry-cases";
import { importAndRateCases } from "./import-cases";
import { periodCases } from "./period-cases";
import type { RefusalCase } from "./refusing-books";

/** Every refusal of the ledger that a caller of the API can meet. */
export const refusalCases: readonly RefusalCase[] = [
  ...accountCases,
  ...entryCases,
  ...approvalCases,
  ...reversalCases,
  ...periodCases,
  ...importAndRateCases,
];
