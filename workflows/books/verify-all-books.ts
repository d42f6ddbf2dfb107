import { continueAsNew, setCurrentDetails, workflowInfo } from "@temporalio/workflow";

import type { VerifyAllBooksInput } from "../../temporal/contract/verify-books";
import { tellOperators } from "./tell-operators";
import { verification } from "./verification-activities";

const batchSize = 20;
/** A person begins with the first ones; each partner's own result has the rest. */
const findingsMax = 20;

/** Proves the books of every partner, one after the other, on a Schedule. */
export async function verifyAllBooks(input: VerifyAllBooksInput): Promise<VerifyAllBooksInput> {
  let progress = input;
  if (progress.findings.length > 0) tellOperators(describe(progress));
  for (;;) {
    const partners = await verification.listPartnersToVerify(progress.after, batchSize);
    for (const partner of partners) {
      const found = progress.findings.length;
      progress = await verifyOne(progress, partner);
      const tell = progress.findings.length > found ? tellOperators : setCurrentDetails;
      tell(describe(progress));
    }
    if (partners.length < batchSize) return progress;
    if (workflowInfo().continueAsNewSuggested) await continueAsNew(progress);
  }
}

async function verifyOne(
  progress: VerifyAllBooksInput,
  partner: string,
): Promise<VerifyAllBooksInput> {
  const { finding } = await verification.verifyPartner({
    partner,
    kind: "ledger",
    operationId: null,
  });
  const findings = finding === null ? [] : [{ partner, text: finding }];
  return {
    ...progress,
    after: partner,
    verifiedCount: progress.verifiedCount + 1,
    findings: [...progress.findings, ...findings].slice(0, findingsMax),
  };
}

function describe({ verifiedCount, findings }: VerifyAllBooksInput): string {
  return [
    `${verifiedCount} partners verified.`,
    ...findings.map(({ partner, text }) => `- **${partner}** ${text}`),
  ].join("\n");
}
