-- Group core: partners, people, tokens, periods, audit, and what every write leans on.

CREATE TABLE partners (
  partner_id BIGINT NOT NULL AUTO_INCREMENT,
  public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  partner_code VARCHAR(40) NOT NULL,
  partner_name VARCHAR(200) NOT NULL,
  environment VARCHAR(8) NOT NULL COMMENT 'a test partner reaches sandbox suppliers only; its books are never a live one''s',
  status VARCHAR(20) NOT NULL DEFAULT 'active',
  country_code CHAR(2) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  time_zone VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  functional_currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  reporting_currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NULL,
  fiscal_year_start_month TINYINT NOT NULL DEFAULT 1,
  booking_reference_prefix VARCHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'TVB',
  commission_recognition VARCHAR(24) NOT NULL DEFAULT 'per_segment',
  mark_up_recognition VARCHAR(24) NOT NULL DEFAULT 'per_segment',
  service_fee_recognition VARCHAR(24) NOT NULL DEFAULT 'at_issuance',
  iata_number VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NULL,
  contact_email VARCHAR(254) NULL,
  contact_phone VARCHAR(40) NULL,
  postal_address VARCHAR(400) NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  created_by_user_id BIGINT NULL,
  updated_by_user_id BIGINT NULL,
  version INT NOT NULL DEFAULT 1,
  PRIMARY KEY (partner_id),
  UNIQUE KEY uq_partners_public_id (public_id),
  UNIQUE KEY uq_partners_code (partner_code),
  KEY ix_partners_created_at (created_at),
  KEY ix_partners_country (country_code),
  KEY ix_partners_functional_currency (functional_currency),
  KEY ix_partners_reporting_currency (reporting_currency),
  CONSTRAINT fk_partners_country FOREIGN KEY (country_code) REFERENCES countries (country_code)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_partners_functional_currency FOREIGN KEY (functional_currency) REFERENCES currencies (currency_code)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_partners_reporting_currency FOREIGN KEY (reporting_currency) REFERENCES currencies (currency_code)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT ck_partners_environment CHECK (environment IN ('live', 'test')),
  CONSTRAINT ck_partners_status CHECK (status IN ('active', 'suspended')),
  CONSTRAINT ck_partners_fiscal_year CHECK (fiscal_year_start_month BETWEEN 1 AND 12),
  CONSTRAINT ck_partners_commission_recognition CHECK (commission_recognition IN ('at_issuance', 'at_departure', 'per_segment')),
  CONSTRAINT ck_partners_mark_up_recognition CHECK (mark_up_recognition IN ('at_issuance', 'at_departure', 'per_segment')),
  CONSTRAINT ck_partners_service_fee_recognition CHECK (service_fee_recognition IN ('at_issuance', 'at_departure', 'per_segment'))
) ENGINE = InnoDB;

CREATE TABLE branches (
  branch_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  branch_code VARCHAR(40) NOT NULL,
  branch_name VARCHAR(200) NOT NULL,
  is_active TINYINT(1) NOT NULL DEFAULT 1,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  created_by_user_id BIGINT NULL,
  updated_by_user_id BIGINT NULL,
  version INT NOT NULL DEFAULT 1,
  PRIMARY KEY (branch_id),
  UNIQUE KEY uq_branches_tenant (partner_id, branch_id),
  UNIQUE KEY uq_branches_public_id (partner_id, public_id),
  UNIQUE KEY uq_branches_code (partner_id, branch_code),
  KEY ix_branches_created_at (partner_id, created_at),
  CONSTRAINT fk_branches_partner FOREIGN KEY (partner_id) REFERENCES partners (partner_id)
    ON UPDATE CASCADE ON DELETE RESTRICT
) ENGINE = InnoDB;

CREATE TABLE users (
  user_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  email VARCHAR(254) NOT NULL,
  full_name VARCHAR(200) NOT NULL,
  status VARCHAR(20) NOT NULL DEFAULT 'active',
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  created_by_user_id BIGINT NULL,
  updated_by_user_id BIGINT NULL,
  version INT NOT NULL DEFAULT 1,
  deleted_at DATETIME(6) NULL,
  PRIMARY KEY (user_id),
  UNIQUE KEY uq_users_tenant (partner_id, user_id),
  UNIQUE KEY uq_users_public_id (partner_id, public_id),
  UNIQUE KEY uq_users_email (partner_id, email),
  KEY ix_users_created_at (partner_id, created_at),
  CONSTRAINT fk_users_partner FOREIGN KEY (partner_id) REFERENCES partners (partner_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT ck_users_status CHECK (status IN ('active', 'disabled'))
) ENGINE = InnoDB;

CREATE TABLE personal_access_tokens (
  personal_access_token_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  user_id BIGINT NULL,
  token_name VARCHAR(120) NOT NULL,
  key_id CHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'the looked-up part of tvb_{environment}_{key_id}_{secret}',
  secret_hash VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'Argon2id',
  scopes TEXT CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'permissions, separated by spaces',
  expires_at DATETIME(6) NULL,
  last_used_at DATETIME(6) NULL,
  revoked_at DATETIME(6) NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  created_by_user_id BIGINT NULL,
  updated_by_user_id BIGINT NULL,
  version INT NOT NULL DEFAULT 1,
  PRIMARY KEY (personal_access_token_id),
  UNIQUE KEY uq_personal_access_tokens_tenant (partner_id, personal_access_token_id),
  UNIQUE KEY uq_personal_access_tokens_public_id (partner_id, public_id),
  UNIQUE KEY uq_personal_access_tokens_key_id (key_id),
  KEY ix_personal_access_tokens_created_at (partner_id, created_at),
  KEY ix_personal_access_tokens_user (partner_id, user_id),
  CONSTRAINT fk_personal_access_tokens_partner FOREIGN KEY (partner_id) REFERENCES partners (partner_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_personal_access_tokens_user FOREIGN KEY (partner_id, user_id) REFERENCES users (partner_id, user_id)
    ON UPDATE CASCADE ON DELETE RESTRICT
) ENGINE = InnoDB;

CREATE TABLE accounting_periods (
  accounting_period_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  period_code VARCHAR(10) NOT NULL COMMENT 'YYYY-MM',
  fiscal_year SMALLINT NOT NULL,
  starts_on DATE NOT NULL,
  ends_on DATE NOT NULL,
  status VARCHAR(20) NOT NULL DEFAULT 'open',
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  created_by_user_id BIGINT NULL,
  updated_by_user_id BIGINT NULL,
  version INT NOT NULL DEFAULT 1,
  PRIMARY KEY (accounting_period_id),
  UNIQUE KEY uq_accounting_periods_tenant (partner_id, accounting_period_id),
  UNIQUE KEY uq_accounting_periods_public_id (partner_id, public_id),
  UNIQUE KEY uq_accounting_periods_code (partner_id, period_code),
  UNIQUE KEY uq_accounting_periods_starts_on (partner_id, starts_on),
  KEY ix_accounting_periods_ends_on (partner_id, ends_on),
  KEY ix_accounting_periods_created_at (partner_id, created_at),
  CONSTRAINT fk_accounting_periods_partner FOREIGN KEY (partner_id) REFERENCES partners (partner_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT ck_accounting_periods_status CHECK (status IN ('open', 'soft_closed', 'closed', 'locked')),
  CONSTRAINT ck_accounting_periods_range CHECK (starts_on <= ends_on)
) ENGINE = InnoDB;

CREATE TABLE audit_logs (
  audit_log_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  event_type VARCHAR(80) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  actor_type VARCHAR(20) NOT NULL,
  actor_id VARCHAR(64) NULL,
  target_entity_type VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  target_entity_id VARCHAR(64) NOT NULL,
  event_payload LONGTEXT NOT NULL COMMENT 'canonical JSON text, the bytes that content_hash covers',
  request_id VARCHAR(64) NULL,
  ip_address VARCHAR(45) NULL,
  user_agent VARCHAR(400) NULL,
  workflow_id VARCHAR(200) NULL,
  trace_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL,
  content_hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'SHA-256, hex',
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (audit_log_id),
  UNIQUE KEY uq_audit_logs_tenant (partner_id, audit_log_id),
  UNIQUE KEY uq_audit_logs_public_id (partner_id, public_id),
  KEY ix_audit_logs_created_at (partner_id, created_at),
  KEY ix_audit_logs_target (partner_id, target_entity_type, target_entity_id),
  CONSTRAINT fk_audit_logs_partner FOREIGN KEY (partner_id) REFERENCES partners (partner_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT ck_audit_logs_actor_type CHECK (actor_type IN ('user', 'system', 'api_token'))
) ENGINE = InnoDB;

CREATE TABLE sequences (
  sequence_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  sequence_name VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  current_value BIGINT NOT NULL DEFAULT 0,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  PRIMARY KEY (sequence_id),
  UNIQUE KEY uq_sequences_name (partner_id, sequence_name),
  CONSTRAINT fk_sequences_partner FOREIGN KEY (partner_id) REFERENCES partners (partner_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT ck_sequences_current_value CHECK (current_value >= 0)
) ENGINE = InnoDB;

CREATE TABLE operations (
  operation_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  operation_kind VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  status VARCHAR(20) NOT NULL DEFAULT 'running',
  stage VARCHAR(40) NOT NULL,
  attention_reason VARCHAR(60) NULL,
  attention_text VARCHAR(1000) NULL,
  workflow_id VARCHAR(200) NOT NULL,
  resource_type VARCHAR(40) NULL,
  resource_public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL,
  request_payload LONGTEXT NULL COMMENT 'what a retry needs to start the workflow again; no personal data',
  result_payload LONGTEXT NULL,
  error_payload LONGTEXT NULL,
  request_id VARCHAR(64) NULL,
  finished_at DATETIME(6) NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  created_by_user_id BIGINT NULL,
  updated_by_user_id BIGINT NULL,
  version INT NOT NULL DEFAULT 1,
  PRIMARY KEY (operation_id),
  UNIQUE KEY uq_operations_tenant (partner_id, operation_id),
  UNIQUE KEY uq_operations_public_id (partner_id, public_id),
  KEY ix_operations_created_at (partner_id, created_at),
  KEY ix_operations_status (partner_id, status, created_at),
  KEY ix_operations_resource (partner_id, resource_type, resource_public_id),
  CONSTRAINT fk_operations_partner FOREIGN KEY (partner_id) REFERENCES partners (partner_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT ck_operations_status CHECK (status IN ('running', 'succeeded', 'failed', 'needs_attention', 'cancelled'))
) ENGINE = InnoDB;

CREATE TABLE idempotency_keys (
  idempotency_key_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  scope VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'method, route and path parameters',
  idempotency_key VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  fingerprint CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'SHA-256 of the canonical body',
  state VARCHAR(10) NOT NULL DEFAULT 'running',
  lease_token CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  lease_expires_at DATETIME(6) NOT NULL,
  operation_id BIGINT NULL,
  response_status SMALLINT NULL,
  response_headers TEXT NULL,
  response_body LONGTEXT NULL,
  expires_at DATETIME(6) NOT NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  PRIMARY KEY (idempotency_key_id),
  UNIQUE KEY uq_idempotency_keys_key (partner_id, scope, idempotency_key),
  KEY ix_idempotency_keys_expires_at (expires_at),
  KEY ix_idempotency_keys_operation (partner_id, operation_id),
  CONSTRAINT fk_idempotency_keys_partner FOREIGN KEY (partner_id) REFERENCES partners (partner_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_idempotency_keys_operation FOREIGN KEY (partner_id, operation_id) REFERENCES operations (partner_id, operation_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT ck_idempotency_keys_state CHECK (state IN ('running', 'finished'))
) ENGINE = InnoDB;

CREATE TABLE outbox_events (
  outbox_event_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  event_type VARCHAR(80) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  aggregate_type VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  aggregate_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  event_payload TEXT NOT NULL,
  trace_context VARCHAR(200) NULL,
  occurred_at DATETIME(6) NOT NULL,
  published_at DATETIME(6) NULL COMMENT 'last handed to the stream',
  dispatched_at DATETIME(6) NULL COMMENT 'its consumers have started their workflows',
  PRIMARY KEY (outbox_event_id),
  UNIQUE KEY uq_outbox_events_public_id (public_id),
  KEY ix_outbox_events_open (dispatched_at, outbox_event_id),
  KEY ix_outbox_events_aggregate (partner_id, aggregate_type, aggregate_id),
  CONSTRAINT fk_outbox_events_partner FOREIGN KEY (partner_id) REFERENCES partners (partner_id)
    ON UPDATE CASCADE ON DELETE RESTRICT
) ENGINE = InnoDB;

CREATE TABLE partner_history ENGINE = InnoDB SELECT * FROM partners WHERE FALSE;
ALTER TABLE partner_history
  ADD COLUMN history_id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY FIRST,
  ADD COLUMN changed_at DATETIME(6) NOT NULL AFTER history_id,
  ADD COLUMN changed_by_user_id BIGINT NULL AFTER changed_at,
  ADD COLUMN change_type VARCHAR(10) NOT NULL AFTER changed_by_user_id,
  ADD COLUMN diff_json LONGTEXT NOT NULL AFTER change_type,
  ADD KEY ix_partner_history_entity (partner_id, history_id),
  ADD CONSTRAINT ck_partner_history_change_type CHECK (change_type IN ('INSERT', 'UPDATE', 'DELETE', 'RESTORE'));

CREATE TABLE user_history ENGINE = InnoDB SELECT * FROM users WHERE FALSE;
ALTER TABLE user_history
  ADD COLUMN history_id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY FIRST,
  ADD COLUMN changed_at DATETIME(6) NOT NULL AFTER history_id,
  ADD COLUMN changed_by_user_id BIGINT NULL AFTER changed_at,
  ADD COLUMN change_type VARCHAR(10) NOT NULL AFTER changed_by_user_id,
  ADD COLUMN diff_json LONGTEXT NOT NULL AFTER change_type,
  ADD KEY ix_user_history_entity (partner_id, user_id, history_id),
  ADD CONSTRAINT ck_user_history_change_type CHECK (change_type IN ('INSERT', 'UPDATE', 'DELETE', 'RESTORE'));

CREATE TABLE personal_access_token_history ENGINE = InnoDB SELECT * FROM personal_access_tokens WHERE FALSE;
ALTER TABLE personal_access_token_history
  ADD COLUMN history_id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY FIRST,
  ADD COLUMN changed_at DATETIME(6) NOT NULL AFTER history_id,
  ADD COLUMN changed_by_user_id BIGINT NULL AFTER changed_at,
  ADD COLUMN change_type VARCHAR(10) NOT NULL AFTER changed_by_user_id,
  ADD COLUMN diff_json LONGTEXT NOT NULL AFTER change_type,
  ADD KEY ix_personal_access_token_history_entity (partner_id, personal_access_token_id, history_id),
  ADD CONSTRAINT ck_personal_access_token_history_change_type CHECK (change_type IN ('INSERT', 'UPDATE', 'DELETE', 'RESTORE'));

CREATE TABLE accounting_period_history ENGINE = InnoDB SELECT * FROM accounting_periods WHERE FALSE;
ALTER TABLE accounting_period_history
  ADD COLUMN history_id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY FIRST,
  ADD COLUMN changed_at DATETIME(6) NOT NULL AFTER history_id,
  ADD COLUMN changed_by_user_id BIGINT NULL AFTER changed_at,
  ADD COLUMN change_type VARCHAR(10) NOT NULL AFTER changed_by_user_id,
  ADD COLUMN diff_json LONGTEXT NOT NULL AFTER change_type,
  ADD KEY ix_accounting_period_history_entity (partner_id, accounting_period_id, history_id),
  ADD CONSTRAINT ck_accounting_period_history_change_type CHECK (change_type IN ('INSERT', 'UPDATE', 'DELETE', 'RESTORE'));
