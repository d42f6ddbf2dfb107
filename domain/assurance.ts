import type { Permission } from "./permissions";

const administered = new Set(["branch", "partner", "personal_token", "role", "token", "user"]);
const posted = new Set([
  "account",
  "approval",
  "approval_delegation",
  "approval_policy",
  "fiscal_year",
  "fx_rate",
  "fx_rate_feed",
  "journal_draft",
  "journal_entry",
  "journal_import",
  "journal_template",
  "operation",
  "period",
  "recurring_journal",
]);

/**
 * The assurance level (NIST SP 800-63B) that an act wants of a person who has signed in: 2 of whoever
 * posts to the books or administers the partner (manual 2.2), 1 of whoever reads, sells or serves.
 */
export function assuranceLevelOf(permission: Permission): 1 | 2 {
  const [resource = "", action] = permission.split(".");
  if (action === "read") return 1;
  return administered.has(resource) || posted.has(resource) ? 2 : 1;
}
