-- The deletion of a partner: asked for by one person, confirmed by another, done after a hold.

ALTER TABLE partners
  ADD COLUMN deletion_requested_at DATETIME(6) NULL AFTER status_changed_at,
  ADD COLUMN deletion_requested_by VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'public id of the person' AFTER deletion_requested_at,
  ADD COLUMN deletion_due_at DATETIME(6) NULL COMMENT 'once another person has confirmed it' AFTER deletion_requested_by;
ALTER TABLE partner_history
  ADD COLUMN deletion_requested_at DATETIME(6) NULL AFTER status_changed_at,
  ADD COLUMN deletion_requested_by VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'public id of the person' AFTER deletion_requested_at,
  ADD COLUMN deletion_due_at DATETIME(6) NULL COMMENT 'once another person has confirmed it' AFTER deletion_requested_by;
