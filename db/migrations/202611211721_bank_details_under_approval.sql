-- A supplier's bank details hold once another person has approved them (manual 13.5): until then,
-- and where they never are, approved_at is NULL and they are not the current ones.

ALTER TABLE supplier_bank_details
  ADD COLUMN public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL AFTER partner_id,
  ADD COLUMN approved_at DATETIME(6) NULL AFTER is_current,
  ADD UNIQUE KEY uq_supplier_bank_details_public_id (partner_id, public_id);
UPDATE supplier_bank_details SET approved_at = created_at;
ALTER TABLE supplier_bank_detail_history
  ADD COLUMN public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL AFTER partner_id,
  ADD COLUMN approved_at DATETIME(6) NULL AFTER is_current;

ALTER TABLE approvals DROP CONSTRAINT ck_approvals_kind;
ALTER TABLE approvals ADD CONSTRAINT ck_approvals_kind CHECK (approval_kind IN ('journal_draft', 'period_reopening', 'recurring_journal', 'policy_change', 'user_access', 'credit_limit', 'bank_details', 'operation_resolution', 'workflow'));
