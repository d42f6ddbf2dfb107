-- What proves the books: the chain of the audit rows, results of verifications, and files that were
-- imported.

-- Audit rows that are in no chain yet. Each is put here by its own insert, so it is seen when its
-- commit is, whatever its number: concurrent transactions commit out of the order of their ids.
CREATE TABLE unsealed_audit_logs (
  unsealed_audit_log_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  audit_log_id BIGINT NOT NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  PRIMARY KEY (unsealed_audit_log_id),
  UNIQUE KEY uq_unsealed_audit_logs_row (partner_id, audit_log_id),
  CONSTRAINT fk_unsealed_audit_logs_row FOREIGN KEY (partner_id, audit_log_id) REFERENCES audit_logs (partner_id, audit_log_id)
    ON DELETE RESTRICT
) ENGINE = InnoDB;

-- A chain for each partner: every row is sealed once, in an order that the sealer gives.
CREATE TABLE audit_seals (
  audit_seal_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  sequence BIGINT NOT NULL COMMENT 'from 1, without a gap',
  audit_log_id BIGINT NOT NULL,
  previous_hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'chain_hash of the seal before',
  chain_hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'SHA-256, hex: of previous_hash, place and row',
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  PRIMARY KEY (audit_seal_id),
  UNIQUE KEY uq_audit_seals_sequence (partner_id, sequence),
  UNIQUE KEY uq_audit_seals_row (partner_id, audit_log_id),
  KEY ix_audit_seals_created_at (partner_id, created_at),
  CONSTRAINT fk_audit_seals_row FOREIGN KEY (partner_id, audit_log_id) REFERENCES audit_logs (partner_id, audit_log_id)
    ON DELETE RESTRICT,
  CONSTRAINT ck_audit_seals_sequence CHECK (sequence >= 1)
) ENGINE = InnoDB;

CREATE TRIGGER audit_seals_no_update BEFORE UPDATE ON audit_seals FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'audit_seals is insert-only';

CREATE TRIGGER audit_seals_no_delete BEFORE DELETE ON audit_seals FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'audit_seals is insert-only';

INSERT INTO unsealed_audit_logs (partner_id, audit_log_id)
  SELECT partner_id, audit_log_id FROM audit_logs ORDER BY audit_log_id;

CREATE TRIGGER audit_logs_unsealed AFTER INSERT ON audit_logs FOR EACH ROW
  INSERT INTO unsealed_audit_logs (partner_id, audit_log_id) VALUES (NEW.partner_id, NEW.audit_log_id);

CREATE TABLE verifications (
  verification_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  verification_kind VARCHAR(10) NOT NULL,
  is_clean TINYINT(1) NOT NULL,
  report LONGTEXT NOT NULL COMMENT 'JSON: each check with its figures and the first bad row',
  workflow_id VARCHAR(200) NULL,
  started_at DATETIME(6) NOT NULL,
  finished_at DATETIME(6) NOT NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  PRIMARY KEY (verification_id),
  UNIQUE KEY uq_verifications_public_id (partner_id, public_id),
  KEY ix_verifications_newest (partner_id, verification_kind, verification_id),
  KEY ix_verifications_created_at (partner_id, created_at),
  CONSTRAINT fk_verifications_partner FOREIGN KEY (partner_id) REFERENCES partners (partner_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT ck_verifications_kind CHECK (verification_kind IN ('ledger', 'audit'))
) ENGINE = InnoDB;

-- A file is taken up before it is read; what came of it stands in its operation.
CREATE TABLE journal_imports (
  journal_import_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  import_kind VARCHAR(20) NOT NULL,
  byte_size INT NOT NULL,
  sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  storage_key VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  PRIMARY KEY (journal_import_id),
  UNIQUE KEY uq_journal_imports_public_id (partner_id, public_id),
  KEY ix_journal_imports_created_at (partner_id, created_at),
  CONSTRAINT fk_journal_imports_partner FOREIGN KEY (partner_id) REFERENCES partners (partner_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT ck_journal_imports_kind CHECK (import_kind IN ('journal', 'opening_balances'))
) ENGINE = InnoDB;
