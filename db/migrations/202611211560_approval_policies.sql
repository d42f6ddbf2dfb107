-- Who approves what, from which amount, and for how long a request waits.

CREATE TABLE approval_policies (
  approval_policy_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  approval_act VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  levels LONGTEXT NOT NULL COMMENT 'canonical JSON: from which amount how many approve; none: nobody is asked',
  approver_permission VARCHAR(80) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  approver_role_code VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NULL,
  ttl_hours INT NOT NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  created_by_user_id BIGINT NULL,
  updated_by_user_id BIGINT NULL,
  version INT NOT NULL DEFAULT 1,
  PRIMARY KEY (approval_policy_id),
  UNIQUE KEY uq_approval_policies_act (partner_id, approval_act),
  KEY ix_approval_policies_created_at (partner_id, created_at),
  CONSTRAINT fk_approval_policies_partner FOREIGN KEY (partner_id) REFERENCES partners (partner_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT ck_approval_policies_ttl CHECK (ttl_hours BETWEEN 1 AND 2160)
) ENGINE = InnoDB;

ALTER TABLE approvals DROP CONSTRAINT ck_approvals_kind;
ALTER TABLE approvals ADD CONSTRAINT ck_approvals_kind CHECK (approval_kind IN ('journal_draft', 'period_reopening', 'recurring_journal', 'policy_change', 'user_access', 'credit_limit', 'operation_resolution', 'workflow'));
ALTER TABLE approvals DROP CONSTRAINT ck_approvals_status;
ALTER TABLE approvals ADD CONSTRAINT ck_approvals_status CHECK (status IN ('pending', 'approved', 'rejected', 'withdrawn', 'expired'));
ALTER TABLE approvals
  ADD COLUMN approval_act VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'journal_entry.post' COMMENT 'whose policy it goes by',
  ADD COLUMN maker_reason VARCHAR(500) NULL,
  ADD COLUMN approvers_required INT NOT NULL DEFAULT 1 COMMENT '0: below the threshold, decided by the policy',
  ADD COLUMN approver_permission VARCHAR(80) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'approval.decide.partner',
  ADD COLUMN approver_role_code VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NULL,
  ADD COLUMN remind_at DATETIME(6) NULL,
  ADD COLUMN reminded_at DATETIME(6) NULL,
  ADD COLUMN expires_at DATETIME(6) NULL COMMENT 'NULL: waits for ever, as requests did before they expired',
  ADD COLUMN workflow_id VARCHAR(255) NULL COMMENT 'what waits for the decision, and is told',
  ADD KEY ix_approvals_inbox (partner_id, status, created_at);
UPDATE approvals SET approval_act = 'period.reopen' WHERE approval_kind = 'period_reopening';
UPDATE approvals SET approval_act = 'recurring_journal.start' WHERE approval_kind = 'recurring_journal';
ALTER TABLE approval_history
  ADD COLUMN approval_act VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'journal_entry.post',
  ADD COLUMN maker_reason VARCHAR(500) NULL,
  ADD COLUMN approvers_required INT NOT NULL DEFAULT 1,
  ADD COLUMN approver_permission VARCHAR(80) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'approval.decide.partner',
  ADD COLUMN approver_role_code VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NULL,
  ADD COLUMN remind_at DATETIME(6) NULL,
  ADD COLUMN reminded_at DATETIME(6) NULL,
  ADD COLUMN expires_at DATETIME(6) NULL,
  ADD COLUMN workflow_id VARCHAR(255) NULL;

-- What each approver has said. Nobody speaks twice, and nobody's authority counts twice.
CREATE TABLE approval_decisions (
  approval_decision_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  approval_id BIGINT NOT NULL,
  decision VARCHAR(20) NOT NULL,
  checker_type VARCHAR(20) NOT NULL,
  checker_id VARCHAR(64) NOT NULL,
  checker_user_id BIGINT NOT NULL,
  authority_user_id BIGINT NOT NULL COMMENT 'who delegated it to the checker, else the checker',
  reason VARCHAR(500) NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  PRIMARY KEY (approval_decision_id),
  UNIQUE KEY uq_approval_decisions_checker (partner_id, approval_id, checker_user_id),
  UNIQUE KEY uq_approval_decisions_authority (partner_id, approval_id, authority_user_id),
  KEY ix_approval_decisions_checker (partner_id, checker_user_id),
  KEY ix_approval_decisions_authority (partner_id, authority_user_id),
  KEY ix_approval_decisions_created_at (partner_id, created_at),
  CONSTRAINT fk_approval_decisions_approval FOREIGN KEY (partner_id, approval_id) REFERENCES approvals (partner_id, approval_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_approval_decisions_checker FOREIGN KEY (partner_id, checker_user_id) REFERENCES users (partner_id, user_id)
    ON DELETE RESTRICT,
  CONSTRAINT fk_approval_decisions_authority FOREIGN KEY (partner_id, authority_user_id) REFERENCES users (partner_id, user_id)
    ON DELETE RESTRICT,
  CONSTRAINT ck_approval_decisions_decision CHECK (decision IN ('approved', 'rejected')),
  CONSTRAINT ck_approval_decisions_checker_type CHECK (checker_type IN ('user', 'api_token'))
) ENGINE = InnoDB;

-- The branches that what is asked for concerns; none: no branch in particular.
CREATE TABLE approval_branches (
  approval_branch_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  approval_id BIGINT NOT NULL,
  branch_id BIGINT NOT NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  PRIMARY KEY (approval_branch_id),
  UNIQUE KEY uq_approval_branches_branch (partner_id, approval_id, branch_id),
  KEY ix_approval_branches_branch (partner_id, branch_id),
  KEY ix_approval_branches_created_at (partner_id, created_at),
  CONSTRAINT fk_approval_branches_approval FOREIGN KEY (partner_id, approval_id) REFERENCES approvals (partner_id, approval_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_approval_branches_branch FOREIGN KEY (partner_id, branch_id) REFERENCES branches (partner_id, branch_id)
    ON DELETE RESTRICT
) ENGINE = InnoDB;

CREATE TABLE approval_comments (
  approval_comment_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  approval_id BIGINT NOT NULL,
  actor_type VARCHAR(20) NOT NULL,
  actor_id VARCHAR(64) NOT NULL,
  comment_text VARCHAR(2000) NOT NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  PRIMARY KEY (approval_comment_id),
  UNIQUE KEY uq_approval_comments_public_id (partner_id, public_id),
  KEY ix_approval_comments_approval (partner_id, approval_id),
  KEY ix_approval_comments_created_at (partner_id, created_at),
  CONSTRAINT fk_approval_comments_approval FOREIGN KEY (partner_id, approval_id) REFERENCES approvals (partner_id, approval_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT ck_approval_comments_actor_type CHECK (actor_type IN ('user', 'api_token'))
) ENGINE = InnoDB;

CREATE TABLE approval_delegations (
  approval_delegation_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  delegator_user_id BIGINT NOT NULL,
  delegate_user_id BIGINT NOT NULL,
  starts_at DATETIME(6) NOT NULL,
  ends_at DATETIME(6) NOT NULL,
  revoked_at DATETIME(6) NULL,
  reason VARCHAR(500) NOT NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  created_by_user_id BIGINT NULL,
  updated_by_user_id BIGINT NULL,
  version INT NOT NULL DEFAULT 1,
  PRIMARY KEY (approval_delegation_id),
  UNIQUE KEY uq_approval_delegations_public_id (partner_id, public_id),
  KEY ix_approval_delegations_delegator (partner_id, delegator_user_id, ends_at),
  KEY ix_approval_delegations_delegate (partner_id, delegate_user_id, ends_at),
  KEY ix_approval_delegations_created_at (partner_id, created_at),
  CONSTRAINT fk_approval_delegations_delegator FOREIGN KEY (partner_id, delegator_user_id) REFERENCES users (partner_id, user_id)
    ON DELETE RESTRICT,
  CONSTRAINT fk_approval_delegations_delegate FOREIGN KEY (partner_id, delegate_user_id) REFERENCES users (partner_id, user_id)
    ON DELETE RESTRICT,
  CONSTRAINT ck_approval_delegations_another CHECK (delegator_user_id <> delegate_user_id),
  CONSTRAINT ck_approval_delegations_period CHECK (ends_at > starts_at)
) ENGINE = InnoDB;

CREATE TABLE approval_policy_history ENGINE = InnoDB SELECT * FROM approval_policies WHERE FALSE;
ALTER TABLE approval_policy_history
  ADD COLUMN history_id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY FIRST,
  ADD COLUMN changed_at DATETIME(6) NOT NULL AFTER history_id,
  ADD COLUMN changed_by_user_id BIGINT NULL AFTER changed_at,
  ADD COLUMN change_type VARCHAR(10) NOT NULL AFTER changed_by_user_id,
  ADD COLUMN diff_json LONGTEXT NOT NULL AFTER change_type,
  ADD KEY ix_approval_policy_history_entity (partner_id, approval_policy_id, history_id),
  ADD CONSTRAINT ck_approval_policy_history_change_type CHECK (change_type IN ('INSERT', 'UPDATE', 'DELETE', 'RESTORE'));

CREATE TABLE approval_delegation_history ENGINE = InnoDB SELECT * FROM approval_delegations WHERE FALSE;
ALTER TABLE approval_delegation_history
  ADD COLUMN history_id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY FIRST,
  ADD COLUMN changed_at DATETIME(6) NOT NULL AFTER history_id,
  ADD COLUMN changed_by_user_id BIGINT NULL AFTER changed_at,
  ADD COLUMN change_type VARCHAR(10) NOT NULL AFTER changed_by_user_id,
  ADD COLUMN diff_json LONGTEXT NOT NULL AFTER change_type,
  ADD KEY ix_approval_delegation_history_entity (partner_id, approval_delegation_id, history_id),
  ADD CONSTRAINT ck_approval_delegation_history_change_type CHECK (change_type IN ('INSERT', 'UPDATE', 'DELETE', 'RESTORE'));
