-- What airlines say an agency sold: files of the settlement plan, their transactions as they stand
-- there, and what of them differs from our books. Amounts are from the airline's view: what the
-- agent owes is positive.

CREATE TABLE bsp_import_files (
  bsp_import_file_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  file_name VARCHAR(200) NOT NULL,
  source_kind VARCHAR(10) NOT NULL,
  byte_size BIGINT NOT NULL,
  sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  is_current TINYINT(1) NULL DEFAULT 1 COMMENT 'NULL once quarantined or cancelled: the same bytes may be sent again',
  storage_key VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state VARCHAR(12) NOT NULL DEFAULT 'received',
  operation_public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL,
  settlement_plan CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'BFH01.BSPI',
  market CHAR(2) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'BFH01.ISOC',
  file_sequence INT NULL COMMENT 'BFH01.FSQN: a replacement has that of the file it replaces',
  is_test TINYINT(1) NULL COMMENT 'BFH01.TPST',
  is_final TINYINT(1) NULL COMMENT 'BCH02.DYRI F: nothing of the billing period follows',
  billing_starts_on DATE NULL,
  billing_ends_on DATE NULL COMMENT 'the last BCH02.BAED',
  transaction_count INT NULL,
  match_counts LONGTEXT NULL COMMENT 'JSON: transactions by how they matched',
  totals LONGTEXT NULL COMMENT 'JSON: by currency gross, taxes, commission, remittance',
  supersedes_file_id BIGINT NULL,
  failure_code VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NULL,
  failure_text VARCHAR(1000) NULL,
  failure_details LONGTEXT NULL COMMENT 'JSON: line, record, column, element, figure',
  finished_at DATETIME(6) NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  PRIMARY KEY (bsp_import_file_id),
  UNIQUE KEY uq_bsp_import_files_tenant (partner_id, bsp_import_file_id),
  UNIQUE KEY uq_bsp_import_files_public_id (partner_id, public_id),
  UNIQUE KEY uq_bsp_import_files_sha256 (partner_id, sha256, is_current),
  KEY ix_bsp_import_files_created_at (partner_id, created_at),
  KEY ix_bsp_import_files_identity (partner_id, market, file_sequence),
  KEY ix_bsp_import_files_supersedes (partner_id, supersedes_file_id),
  CONSTRAINT fk_bsp_import_files_partner FOREIGN KEY (partner_id) REFERENCES partners (partner_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_bsp_import_files_supersedes FOREIGN KEY (partner_id, supersedes_file_id) REFERENCES bsp_import_files (partner_id, bsp_import_file_id)
    ON UPDATE RESTRICT ON DELETE RESTRICT,
  CONSTRAINT ck_bsp_import_files_source CHECK (source_kind IN ('upload', 'sftp', 'folder')),
  CONSTRAINT ck_bsp_import_files_state CHECK (state IN ('received', 'staging', 'matching', 'imported', 'quarantined', 'cancelled', 'superseded'))
) ENGINE = InnoDB;

-- One row for each transaction of a file, in its order; a batch that is staged twice is staged once.
CREATE TABLE bsp_staged_transactions (
  bsp_staged_transaction_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  bsp_import_file_id BIGINT NOT NULL,
  file_ordinal INT NOT NULL COMMENT 'from 1 over the whole file',
  first_line INT NOT NULL,
  last_line INT NOT NULL,
  transaction_code VARCHAR(4) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'TRNC',
  airline_number CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  agent_number CHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  issued_on DATE NOT NULL,
  remittance_ends_on DATE NOT NULL,
  document_number CHAR(13) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  conjunction_numbers VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'of the documents after the first',
  related_number CHAR(13) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'the document that is refunded, or that a memo is about',
  exchanged_number CHAR(13) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'the document that was exchanged for this one',
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  fare_amount DECIMAL(18,3) NOT NULL,
  tax_amount DECIMAL(18,3) NOT NULL COMMENT 'without the penalty',
  penalty_amount DECIMAL(18,3) NOT NULL,
  gross_amount DECIMAL(18,3) NOT NULL,
  commission_amount DECIMAL(18,3) NOT NULL COMMENT 'below zero where it is the agent''s',
  commission_tax_amount DECIMAL(18,3) NOT NULL,
  remittance_amount DECIMAL(18,3) NOT NULL,
  taxes VARCHAR(2000) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'CODE=amount by code, the penalty (CP) among them',
  payments VARCHAR(1000) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'KIND=amount; nothing of an account but its last four digits',
  memo_reason VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  passenger_name VARCHAR(60) NOT NULL,
  match_state VARCHAR(20) NOT NULL DEFAULT 'unmatched',
  booking_ticket_id BIGINT NULL,
  refund_id BIGINT NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  PRIMARY KEY (bsp_staged_transaction_id),
  UNIQUE KEY uq_bsp_staged_transactions_tenant (partner_id, bsp_staged_transaction_id),
  UNIQUE KEY uq_bsp_staged_transactions_ordinal (partner_id, bsp_import_file_id, file_ordinal),
  KEY ix_bsp_staged_transactions_document (partner_id, document_number, transaction_code),
  KEY ix_bsp_staged_transactions_created_at (partner_id, created_at),
  KEY ix_bsp_staged_transactions_ticket (partner_id, booking_ticket_id),
  KEY ix_bsp_staged_transactions_refund (partner_id, refund_id),
  KEY ix_bsp_staged_transactions_currency (currency),
  CONSTRAINT fk_bsp_staged_transactions_file FOREIGN KEY (partner_id, bsp_import_file_id) REFERENCES bsp_import_files (partner_id, bsp_import_file_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_bsp_staged_transactions_ticket FOREIGN KEY (partner_id, booking_ticket_id) REFERENCES booking_tickets (partner_id, booking_ticket_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_bsp_staged_transactions_refund FOREIGN KEY (partner_id, refund_id) REFERENCES refunds (partner_id, refund_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_bsp_staged_transactions_currency FOREIGN KEY (currency) REFERENCES currencies (currency_code)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT ck_bsp_staged_transactions_match_state CHECK (match_state IN ('unmatched', 'matched', 'different', 'missing_in_books', 'duplicate', 'memo', 'not_compared'))
) ENGINE = InnoDB;

-- What a file says and our books do not, or otherwise: the work list of whoever settles.
CREATE TABLE bsp_exceptions (
  bsp_exception_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  bsp_import_file_id BIGINT NOT NULL,
  exception_key VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'within its file: matched again, it is found once',
  bsp_staged_transaction_id BIGINT NULL COMMENT 'none where BSP has no such transaction',
  booking_ticket_id BIGINT NULL,
  branch_id BIGINT NULL COMMENT 'of the booking',
  difference_kind VARCHAR(20) NOT NULL,
  difference_field VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NULL,
  document_number CHAR(13) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  airline_number CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  stated_text VARCHAR(500) NULL COMMENT 'what the file says',
  expected_text VARCHAR(500) NULL COMMENT 'what our books say',
  difference_amount DECIMAL(18,3) NOT NULL COMMENT 'stated less expected; above zero they want more',
  suggested_action VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state VARCHAR(12) NOT NULL DEFAULT 'open',
  resolution VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NULL,
  resolution_text VARCHAR(500) NULL,
  resolved_at DATETIME(6) NULL,
  assigned_user_id BIGINT NULL,
  due_on DATE NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  created_by_user_id BIGINT NULL,
  updated_by_user_id BIGINT NULL,
  version INT NOT NULL DEFAULT 1,
  PRIMARY KEY (bsp_exception_id),
  UNIQUE KEY uq_bsp_exceptions_tenant (partner_id, bsp_exception_id),
  UNIQUE KEY uq_bsp_exceptions_public_id (partner_id, public_id),
  UNIQUE KEY uq_bsp_exceptions_key (partner_id, bsp_import_file_id, exception_key),
  KEY ix_bsp_exceptions_created_at (partner_id, created_at),
  KEY ix_bsp_exceptions_state (partner_id, state, created_at),
  KEY ix_bsp_exceptions_staged (partner_id, bsp_staged_transaction_id),
  KEY ix_bsp_exceptions_ticket (partner_id, booking_ticket_id),
  KEY ix_bsp_exceptions_branch (partner_id, branch_id),
  KEY ix_bsp_exceptions_assigned (partner_id, assigned_user_id),
  KEY ix_bsp_exceptions_document (partner_id, document_number),
  KEY ix_bsp_exceptions_currency (currency),
  CONSTRAINT fk_bsp_exceptions_file FOREIGN KEY (partner_id, bsp_import_file_id) REFERENCES bsp_import_files (partner_id, bsp_import_file_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_bsp_exceptions_staged FOREIGN KEY (partner_id, bsp_staged_transaction_id) REFERENCES bsp_staged_transactions (partner_id, bsp_staged_transaction_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_bsp_exceptions_ticket FOREIGN KEY (partner_id, booking_ticket_id) REFERENCES booking_tickets (partner_id, booking_ticket_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_bsp_exceptions_branch FOREIGN KEY (partner_id, branch_id) REFERENCES branches (partner_id, branch_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_bsp_exceptions_assigned FOREIGN KEY (partner_id, assigned_user_id) REFERENCES users (partner_id, user_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_bsp_exceptions_currency FOREIGN KEY (currency) REFERENCES currencies (currency_code)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT ck_bsp_exceptions_kind CHECK (difference_kind IN ('missing_in_books', 'missing_in_bsp', 'amount', 'commission', 'tax', 'duplicate', 'wrong_period', 'wrong_agency')),
  CONSTRAINT ck_bsp_exceptions_action CHECK (suggested_action IN ('accept', 'claim', 'dispute', 'wait')),
  CONSTRAINT ck_bsp_exceptions_state CHECK (state IN ('open', 'resolved')),
  CONSTRAINT ck_bsp_exceptions_resolution CHECK ((state = 'resolved') = (resolution IS NOT NULL) AND resolution IN ('accepted', 'claimed', 'disputed', 'waiting', 'superseded'))
) ENGINE = InnoDB;

CREATE TABLE bsp_exception_history ENGINE = InnoDB SELECT * FROM bsp_exceptions WHERE FALSE;
ALTER TABLE bsp_exception_history
  ADD COLUMN history_id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY FIRST,
  ADD COLUMN changed_at DATETIME(6) NOT NULL AFTER history_id,
  ADD COLUMN changed_by_user_id BIGINT NULL AFTER changed_at,
  ADD COLUMN change_type VARCHAR(10) NOT NULL AFTER changed_by_user_id,
  ADD COLUMN diff_json LONGTEXT NOT NULL AFTER change_type,
  ADD KEY ix_bsp_exception_history_entity (partner_id, bsp_exception_id, history_id),
  ADD CONSTRAINT ck_bsp_exception_history_change_type CHECK (change_type IN ('INSERT', 'UPDATE', 'DELETE', 'RESTORE'));

CREATE TABLE bsp_exception_comments (
  bsp_exception_comment_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  bsp_exception_id BIGINT NOT NULL,
  actor_type VARCHAR(20) NOT NULL,
  actor_id VARCHAR(64) NOT NULL,
  comment_text VARCHAR(1000) NOT NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  PRIMARY KEY (bsp_exception_comment_id),
  UNIQUE KEY uq_bsp_exception_comments_public_id (partner_id, public_id),
  KEY ix_bsp_exception_comments_exception (partner_id, bsp_exception_id),
  KEY ix_bsp_exception_comments_created_at (partner_id, created_at),
  CONSTRAINT fk_bsp_exception_comments_exception FOREIGN KEY (partner_id, bsp_exception_id) REFERENCES bsp_exceptions (partner_id, bsp_exception_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT ck_bsp_exception_comments_actor CHECK (actor_type IN ('user', 'api_token'))
) ENGINE = InnoDB;

-- A branch may have an IATA number of its own; else it sells under the partner's.
ALTER TABLE branches ADD COLUMN iata_number VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NULL;
ALTER TABLE branch_history ADD COLUMN iata_number VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NULL;

-- How the partner is billed, and by how much a figure may differ before somebody is asked.
ALTER TABLE partners
  ADD COLUMN bsp_billing_cycle VARCHAR(12) NOT NULL DEFAULT 'semi_monthly',
  ADD COLUMN bsp_tolerance_amount DECIMAL(18,3) NOT NULL DEFAULT 0 COMMENT 'in the currency of each file',
  ADD CONSTRAINT ck_partners_bsp_billing_cycle CHECK (bsp_billing_cycle IN ('weekly', 'semi_monthly', 'monthly')),
  ADD CONSTRAINT ck_partners_bsp_tolerance CHECK (bsp_tolerance_amount >= 0);
ALTER TABLE partner_history
  ADD COLUMN bsp_billing_cycle VARCHAR(12) NOT NULL DEFAULT 'semi_monthly',
  ADD COLUMN bsp_tolerance_amount DECIMAL(18,3) NOT NULL DEFAULT 0;
