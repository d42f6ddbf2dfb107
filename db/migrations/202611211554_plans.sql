-- What a partner has subscribed to: how much of everything it may have.

ALTER TABLE partners
  ADD COLUMN subscription_plan VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'unlimited' AFTER deletion_due_at,
  ADD CONSTRAINT ck_partners_subscription_plan CHECK (subscription_plan IN ('starter', 'growth', 'unlimited'));
ALTER TABLE partner_history
  ADD COLUMN subscription_plan VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'unlimited' AFTER deletion_due_at;
