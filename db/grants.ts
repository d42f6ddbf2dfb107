/** What the application's database user may do, table by table. Nothing else is granted. */
const appendOnly = [
  /^agency_memo_documents$/,
  /^approval_branches$/,
  /^approval_comments$/,
  /^approval_decisions$/,
  /^journal_attachments$/,
  /^journal_entries$/,
  /^journal_entry_lines$/,
  /^audit_logs$/,
  /^coupon_reports$/,
  /^exchanges$/,
  /^audit_seals$/,
  /^refund_documents$/,
  /^refund_paybacks$/,
  /^refund_quotes$/,
  /^revenue_releases$/,
  /^revenue_schedules$/,
  /^revenue_schedule_lines$/,
  /^booking_stays$/,
  /^revenue_schedule_moves$/,
  /^verifications$/,
  /^bsp_exception_comments$/,
  /^bsp_remittance_documents$/,
  /^bsp_remittance_rejections$/,
  /^bsp_remittances$/,
  /^bsp_rule_hits$/,
  /^consents$/,
  /^erasures$/,
  /^journal_imports$/,
  /^fx_rates$/,
  /^override_accruals$/,
  /^period_checklists$/,
  /^period_sign_offs$/,
  /_history$/,
];
const readOnly = [
  /^currencies$/,
  /^countries$/,
  /^airlines$/,
  /^airport_codes$/,
  /^location_codes$/,
  /^gds_provider_codes$/,
  /^schema_migrations$/,
];
/** Written by a trigger, taken away by whoever has dealt with them. */
const queued = [/^unsealed_audit_logs$/];
/** Rows that expire: everything else is kept, or marked as deleted. */
const expiring = [
  /^idempotency_keys$/,
  /^refresh_tokens$/,
  /^refresh_token_families$/,
  /^supplier_calls$/,
];

export type TablePrivilege = "SELECT" | "INSERT" | "UPDATE" | "DELETE";

export function privilegesOf(table: string): readonly TablePrivilege[] {
  const matches = (patterns: readonly RegExp[]): boolean =>
    patterns.some((pattern) => pattern.test(table));
  if (matches(readOnly)) return ["SELECT"];
  if (matches(appendOnly)) return ["SELECT", "INSERT"];
  if (matches(queued)) return ["SELECT", "DELETE"];
  if (matches(expiring)) return ["SELECT", "INSERT", "UPDATE", "DELETE"];
  return ["SELECT", "INSERT", "UPDATE"];
}
