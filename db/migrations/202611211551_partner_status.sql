-- A partner's life: taken up, at work, held by the platform, closed by itself, deleted.

ALTER TABLE partners
  ADD COLUMN status_reason VARCHAR(500) NULL COMMENT 'why it is not active' AFTER status,
  ADD COLUMN status_changed_at DATETIME(6) NULL AFTER status_reason,
  DROP CONSTRAINT ck_partners_status,
  ADD CONSTRAINT ck_partners_status CHECK (status IN ('onboarding', 'active', 'suspended', 'closed', 'deleted'));
ALTER TABLE partner_history
  ADD COLUMN status_reason VARCHAR(500) NULL COMMENT 'why it is not active' AFTER status,
  ADD COLUMN status_changed_at DATETIME(6) NULL AFTER status_reason;
