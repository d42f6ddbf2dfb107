import type { VerifyBooksInput, VerifyBooksResult } from "../../temporal/contract/verify-books";
import { verifyBooksUpdate } from "../../temporal/contract/verify-books";
import { runOperation } from "./run-operation";
import { tellOperators } from "./tell-operators";
import { verification } from "./verification-activities";

/** Proves one partner's ledger or audit chain, for whoever asked. */
export function verifyBooks(input: VerifyBooksInput): Promise<VerifyBooksResult> {
  const { partner, kind, operationId } = input;
  return runOperation(verifyBooksUpdate, input, async () => {
    const result = await verification.verifyPartner({ partner, kind, operationId });
    if (result.finding !== null) tellOperators(`**Not clean**\n\n${kind}: ${result.finding}`);
    return result;
  });
}
