-- What one person asks for and another approves, and the entries that people make by hand.

CREATE TABLE approvals (
  approval_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  approval_kind VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  subject_public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  open_subject VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'the subject while it is pending: one open request for each',
  request_payload LONGTEXT NOT NULL COMMENT 'canonical JSON: what is approved',
  status VARCHAR(20) NOT NULL DEFAULT 'pending',
  maker_type VARCHAR(20) NOT NULL,
  maker_id VARCHAR(64) NULL,
  maker_user_id BIGINT NULL COMMENT 'whose token it is, where it is one person''s',
  requested_at DATETIME(6) NOT NULL,
  checker_type VARCHAR(20) NULL,
  checker_id VARCHAR(64) NULL,
  checker_user_id BIGINT NULL,
  decided_at DATETIME(6) NULL,
  reason VARCHAR(500) NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  created_by_user_id BIGINT NULL,
  updated_by_user_id BIGINT NULL,
  version INT NOT NULL DEFAULT 1,
  PRIMARY KEY (approval_id),
  UNIQUE KEY uq_approvals_tenant (partner_id, approval_id),
  UNIQUE KEY uq_approvals_public_id (partner_id, public_id),
  UNIQUE KEY uq_approvals_open_subject (partner_id, approval_kind, open_subject),
  KEY ix_approvals_subject (partner_id, subject_public_id),
  KEY ix_approvals_maker_user (partner_id, maker_user_id),
  KEY ix_approvals_checker_user (partner_id, checker_user_id),
  KEY ix_approvals_created_at (partner_id, created_at),
  CONSTRAINT fk_approvals_partner FOREIGN KEY (partner_id) REFERENCES partners (partner_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_approvals_maker_user FOREIGN KEY (partner_id, maker_user_id) REFERENCES users (partner_id, user_id)
    ON DELETE RESTRICT,
  CONSTRAINT fk_approvals_checker_user FOREIGN KEY (partner_id, checker_user_id) REFERENCES users (partner_id, user_id)
    ON DELETE RESTRICT,
  CONSTRAINT ck_approvals_kind CHECK (approval_kind IN ('journal_draft', 'period_reopening', 'recurring_journal')),
  CONSTRAINT ck_approvals_status CHECK (status IN ('pending', 'approved', 'rejected', 'withdrawn')),
  CONSTRAINT ck_approvals_maker_type CHECK (maker_type IN ('user', 'system', 'api_token')),
  CONSTRAINT ck_approvals_checker_type CHECK (checker_type IN ('user', 'system', 'api_token')),
  CONSTRAINT ck_approvals_open CHECK ((open_subject IS NOT NULL) = (status = 'pending')),
  CONSTRAINT ck_approvals_decided CHECK ((decided_at IS NULL) = (status = 'pending')),
  CONSTRAINT ck_approvals_checker_is_another CHECK (status IN ('pending', 'withdrawn') OR maker_type <> checker_type OR maker_id <> checker_id),
  CONSTRAINT ck_approvals_user_is_another CHECK (status IN ('pending', 'withdrawn') OR maker_user_id <> checker_user_id OR maker_user_id IS NULL OR checker_user_id IS NULL)
) ENGINE = InnoDB;

-- One that repeats: each run of its Temporal Schedule posts an entry, keyed by its day.
CREATE TABLE recurring_journals (
  recurring_journal_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  recurring_journal_code VARCHAR(40) NOT NULL,
  description VARCHAR(400) NOT NULL,
  status VARCHAR(20) NOT NULL DEFAULT 'requested',
  frequency VARCHAR(10) NOT NULL,
  day_of_week TINYINT NULL COMMENT '1 is Monday (ISO 8601)',
  day_of_month TINYINT NULL COMMENT '1 to 28',
  month_of_year TINYINT NULL,
  starts_on DATE NOT NULL,
  ends_on DATE NULL,
  reverses_next_period TINYINT(1) NOT NULL DEFAULT 0,
  entry_lines LONGTEXT NOT NULL COMMENT 'canonical JSON, as those of a draft',
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  created_by_user_id BIGINT NULL,
  updated_by_user_id BIGINT NULL,
  version INT NOT NULL DEFAULT 1,
  PRIMARY KEY (recurring_journal_id),
  UNIQUE KEY uq_recurring_journals_tenant (partner_id, recurring_journal_id),
  UNIQUE KEY uq_recurring_journals_public_id (partner_id, public_id),
  UNIQUE KEY uq_recurring_journals_code (partner_id, recurring_journal_code),
  KEY ix_recurring_journals_created_at (partner_id, created_at),
  CONSTRAINT fk_recurring_journals_partner FOREIGN KEY (partner_id) REFERENCES partners (partner_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT ck_recurring_journals_status CHECK (status IN ('requested', 'active', 'paused', 'rejected', 'ended')),
  CONSTRAINT ck_recurring_journals_frequency CHECK (frequency IN ('daily', 'weekly', 'monthly', 'yearly')),
  CONSTRAINT ck_recurring_journals_range CHECK (ends_on IS NULL OR ends_on >= starts_on),
  CONSTRAINT ck_recurring_journals_day_of_week CHECK ((day_of_week IS NOT NULL) = (frequency = 'weekly')),
  CONSTRAINT ck_recurring_journals_day_of_month CHECK ((day_of_month IS NOT NULL) = (frequency IN ('monthly', 'yearly'))),
  CONSTRAINT ck_recurring_journals_month CHECK ((month_of_year IS NOT NULL) = (frequency = 'yearly'))
) ENGINE = InnoDB;

CREATE TABLE journal_drafts (
  journal_draft_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  draft_kind VARCHAR(20) NOT NULL,
  status VARCHAR(20) NOT NULL DEFAULT 'draft',
  draft_date DATE NOT NULL COMMENT 'what the entry will be dated',
  description VARCHAR(400) NOT NULL,
  reverse_on DATE NULL COMMENT 'its entry is reversed by itself on this day',
  entry_lines LONGTEXT NOT NULL COMMENT 'canonical JSON; a reversal has those of the entry it names',
  reverses_journal_entry_id BIGINT NULL,
  recurring_journal_id BIGINT NULL,
  journal_entry_id BIGINT NULL COMMENT 'what it was posted as',
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  created_by_user_id BIGINT NULL,
  updated_by_user_id BIGINT NULL,
  version INT NOT NULL DEFAULT 1,
  PRIMARY KEY (journal_draft_id),
  UNIQUE KEY uq_journal_drafts_tenant (partner_id, journal_draft_id),
  UNIQUE KEY uq_journal_drafts_public_id (partner_id, public_id),
  UNIQUE KEY uq_journal_drafts_entry (partner_id, journal_entry_id),
  KEY ix_journal_drafts_reverses (partner_id, reverses_journal_entry_id),
  UNIQUE KEY uq_journal_drafts_run (partner_id, recurring_journal_id, draft_date),
  KEY ix_journal_drafts_created_at (partner_id, created_at),
  CONSTRAINT fk_journal_drafts_partner FOREIGN KEY (partner_id) REFERENCES partners (partner_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_journal_drafts_reverses FOREIGN KEY (partner_id, reverses_journal_entry_id) REFERENCES journal_entries (partner_id, journal_entry_id)
    ON DELETE RESTRICT,
  CONSTRAINT fk_journal_drafts_recurring FOREIGN KEY (partner_id, recurring_journal_id) REFERENCES recurring_journals (partner_id, recurring_journal_id)
    ON DELETE RESTRICT,
  CONSTRAINT fk_journal_drafts_entry FOREIGN KEY (partner_id, journal_entry_id) REFERENCES journal_entries (partner_id, journal_entry_id)
    ON DELETE RESTRICT,
  CONSTRAINT ck_journal_drafts_kind CHECK (draft_kind IN ('manual', 'recurring', 'reversal')),
  CONSTRAINT ck_journal_drafts_status CHECK (status IN ('draft', 'submitted', 'rejected', 'posted')),
  CONSTRAINT ck_journal_drafts_posted CHECK ((journal_entry_id IS NOT NULL) = (status = 'posted')),
  CONSTRAINT ck_journal_drafts_reversal CHECK ((reverses_journal_entry_id IS NOT NULL) = (draft_kind = 'reversal')),
  CONSTRAINT ck_journal_drafts_recurring CHECK ((recurring_journal_id IS NOT NULL) = (draft_kind = 'recurring')),
  CONSTRAINT ck_journal_drafts_reverse_on CHECK (reverse_on IS NULL OR reverse_on > draft_date)
) ENGINE = InnoDB;

-- Lines to begin a draft with.
CREATE TABLE journal_templates (
  journal_template_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  journal_template_code VARCHAR(40) NOT NULL,
  description VARCHAR(400) NOT NULL,
  entry_lines LONGTEXT NOT NULL COMMENT 'canonical JSON, as those of a draft',
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  created_by_user_id BIGINT NULL,
  updated_by_user_id BIGINT NULL,
  version INT NOT NULL DEFAULT 1,
  PRIMARY KEY (journal_template_id),
  UNIQUE KEY uq_journal_templates_public_id (partner_id, public_id),
  UNIQUE KEY uq_journal_templates_code (partner_id, journal_template_code),
  KEY ix_journal_templates_created_at (partner_id, created_at),
  CONSTRAINT fk_journal_templates_partner FOREIGN KEY (partner_id) REFERENCES partners (partner_id)
    ON UPDATE CASCADE ON DELETE RESTRICT
) ENGINE = InnoDB;

-- Documents that say why: of a draft, whose entry has them too once it is posted, or of an entry.
CREATE TABLE journal_attachments (
  journal_attachment_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  document_id BIGINT NOT NULL,
  journal_draft_id BIGINT NULL,
  journal_entry_id BIGINT NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  PRIMARY KEY (journal_attachment_id),
  UNIQUE KEY uq_journal_attachments_document (partner_id, document_id),
  KEY ix_journal_attachments_draft (partner_id, journal_draft_id),
  KEY ix_journal_attachments_entry (partner_id, journal_entry_id),
  KEY ix_journal_attachments_created_at (partner_id, created_at),
  CONSTRAINT fk_journal_attachments_document FOREIGN KEY (partner_id, document_id) REFERENCES documents (partner_id, document_id)
    ON DELETE RESTRICT,
  CONSTRAINT fk_journal_attachments_draft FOREIGN KEY (partner_id, journal_draft_id) REFERENCES journal_drafts (partner_id, journal_draft_id)
    ON DELETE RESTRICT,
  CONSTRAINT fk_journal_attachments_entry FOREIGN KEY (partner_id, journal_entry_id) REFERENCES journal_entries (partner_id, journal_entry_id)
    ON DELETE RESTRICT,
  CONSTRAINT ck_journal_attachments_owner CHECK ((journal_draft_id IS NULL) <> (journal_entry_id IS NULL))
) ENGINE = InnoDB;

ALTER TABLE documents DROP CONSTRAINT ck_documents_type;
ALTER TABLE documents ADD CONSTRAINT ck_documents_type CHECK (document_type IN ('e_ticket', 'attachment'));

ALTER TABLE journal_entries ADD FULLTEXT KEY ft_journal_entries_description (description);

CREATE TABLE approval_history ENGINE = InnoDB SELECT * FROM approvals WHERE FALSE;
ALTER TABLE approval_history
  ADD COLUMN history_id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY FIRST,
  ADD COLUMN changed_at DATETIME(6) NOT NULL AFTER history_id,
  ADD COLUMN changed_by_user_id BIGINT NULL AFTER changed_at,
  ADD COLUMN change_type VARCHAR(10) NOT NULL AFTER changed_by_user_id,
  ADD COLUMN diff_json LONGTEXT NOT NULL AFTER change_type,
  ADD KEY ix_approval_history_entity (partner_id, approval_id, history_id),
  ADD CONSTRAINT ck_approval_history_change_type CHECK (change_type IN ('INSERT', 'UPDATE', 'DELETE', 'RESTORE'));

CREATE TABLE recurring_journal_history ENGINE = InnoDB SELECT * FROM recurring_journals WHERE FALSE;
ALTER TABLE recurring_journal_history
  ADD COLUMN history_id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY FIRST,
  ADD COLUMN changed_at DATETIME(6) NOT NULL AFTER history_id,
  ADD COLUMN changed_by_user_id BIGINT NULL AFTER changed_at,
  ADD COLUMN change_type VARCHAR(10) NOT NULL AFTER changed_by_user_id,
  ADD COLUMN diff_json LONGTEXT NOT NULL AFTER change_type,
  ADD KEY ix_recurring_journal_history_entity (partner_id, recurring_journal_id, history_id),
  ADD CONSTRAINT ck_recurring_journal_history_change_type CHECK (change_type IN ('INSERT', 'UPDATE', 'DELETE', 'RESTORE'));

CREATE TABLE journal_draft_history ENGINE = InnoDB SELECT * FROM journal_drafts WHERE FALSE;
ALTER TABLE journal_draft_history
  ADD COLUMN history_id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY FIRST,
  ADD COLUMN changed_at DATETIME(6) NOT NULL AFTER history_id,
  ADD COLUMN changed_by_user_id BIGINT NULL AFTER changed_at,
  ADD COLUMN change_type VARCHAR(10) NOT NULL AFTER changed_by_user_id,
  ADD COLUMN diff_json LONGTEXT NOT NULL AFTER change_type,
  ADD KEY ix_journal_draft_history_entity (partner_id, journal_draft_id, history_id),
  ADD CONSTRAINT ck_journal_draft_history_change_type CHECK (change_type IN ('INSERT', 'UPDATE', 'DELETE', 'RESTORE'));

CREATE TABLE journal_template_history ENGINE = InnoDB SELECT * FROM journal_templates WHERE FALSE;
ALTER TABLE journal_template_history
  ADD COLUMN history_id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY FIRST,
  ADD COLUMN changed_at DATETIME(6) NOT NULL AFTER history_id,
  ADD COLUMN changed_by_user_id BIGINT NULL AFTER changed_at,
  ADD COLUMN change_type VARCHAR(10) NOT NULL AFTER changed_by_user_id,
  ADD COLUMN diff_json LONGTEXT NOT NULL AFTER change_type,
  ADD KEY ix_journal_template_history_entity (partner_id, journal_template_id, history_id),
  ADD CONSTRAINT ck_journal_template_history_change_type CHECK (change_type IN ('INSERT', 'UPDATE', 'DELETE', 'RESTORE'));
