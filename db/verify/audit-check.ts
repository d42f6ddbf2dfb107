import type { Anchor, AuditFinding } from "../audit/audit-report";
import { verifyAuditChain } from "../audit/verify-audit-chain";
import type { PartnerDatabase } from "../partner-scope";
import type { LedgerCheck } from "./ledger-check";

/** The chain of the audit as one check. Outside a snapshot: sealed rows never change. */
export async function checkAuditChain(
  scope: PartnerDatabase,
  options: { readonly anchors?: readonly Anchor[] } = {},
): Promise<LedgerCheck> {
  const { finding, head, sealed, unsealed, oldestUnsealedSeconds, anchorsFound } =
    await verifyAuditChain(scope, options);
  return {
    name: "audit chain is whole",
    figures: {
      sealed,
      unsealed,
      oldest_unsealed_seconds: oldestUnsealedSeconds,
      anchors_found: anchorsFound,
      head: head === null ? "none" : formatAnchor(head),
    },
    finding: finding && { code: finding.code, text: finding.text, rows: [nameRow(finding)] },
  };
}

/** As it is printed, kept elsewhere, and given back to be found again. */
export function formatAnchor({ sequence, hash }: Anchor): string {
  return `${sequence}:${hash}`;
}

function nameRow({ sequence, auditLogId, publicId }: AuditFinding): string {
  const row = auditLogId === null ? "" : `audit row ${auditLogId}`;
  const id = publicId === null ? "" : `(${publicId})`;
  const seal = sequence === null ? "" : `seal ${sequence}`;
  return [row, id, seal].filter((part) => part !== "").join(" ");
}
