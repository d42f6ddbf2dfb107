-- Branches are changed by people: as every such entity, they keep what they were.

CREATE TABLE branch_history ENGINE = InnoDB SELECT * FROM branches WHERE FALSE;
ALTER TABLE branch_history
  ADD COLUMN history_id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY FIRST,
  ADD COLUMN changed_at DATETIME(6) NOT NULL AFTER history_id,
  ADD COLUMN changed_by_user_id BIGINT NULL AFTER changed_at,
  ADD COLUMN change_type VARCHAR(10) NOT NULL AFTER changed_by_user_id,
  ADD COLUMN diff_json LONGTEXT NOT NULL AFTER change_type,
  ADD KEY ix_branch_history_entity (partner_id, branch_id, history_id),
  ADD CONSTRAINT ck_branch_history_change_type CHECK (change_type IN ('INSERT', 'UPDATE', 'DELETE', 'RESTORE'));
