import { setCurrentDetails, upsertSearchAttributes } from "@temporalio/workflow";

import { searchAttributes } from "../../temporal/contract/search-attributes";

/** Puts the workflow on the list of what needs a person, and says why. */
export function tellOperators(details: string): void {
  setCurrentDetails(details);
  upsertSearchAttributes([{ key: searchAttributes.needsAttention, value: true }]);
}
