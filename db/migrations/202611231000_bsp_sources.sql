-- Where files of the settlement plan lie for a partner, and what was found there.

CREATE TABLE bsp_sources (
  bsp_source_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  source_name VARCHAR(100) NOT NULL,
  source_kind VARCHAR(10) NOT NULL,
  host_name VARCHAR(253) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'of SFTP, as the next five',
  port_number INT NULL,
  login_name VARCHAR(100) NULL,
  host_keys VARCHAR(1000) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'JSON array of SHA256:… that the host may show',
  credential_kind VARCHAR(12) NULL,
  credentials_encrypted VARBINARY(20000) NULL,
  directory_path VARCHAR(400) NOT NULL,
  file_pattern VARCHAR(100) NOT NULL,
  file_format VARCHAR(10) NOT NULL DEFAULT 'hot',
  poll_minutes INT NOT NULL,
  settle_seconds INT NOT NULL COMMENT 'how long a file has not changed before it is fetched',
  state VARCHAR(10) NOT NULL DEFAULT 'active',
  last_polled_at DATETIME(6) NULL,
  last_succeeded_at DATETIME(6) NULL,
  failing_since DATETIME(6) NULL,
  failure_code VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NULL,
  failure_text VARCHAR(500) NULL,
  is_attention_needed TINYINT(1) NOT NULL DEFAULT 0 COMMENT 'what fails lasts until a person changes something',
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  created_by_user_id BIGINT NULL,
  updated_by_user_id BIGINT NULL,
  version INT NOT NULL DEFAULT 1,
  PRIMARY KEY (bsp_source_id),
  UNIQUE KEY uq_bsp_sources_tenant (partner_id, bsp_source_id),
  UNIQUE KEY uq_bsp_sources_public_id (partner_id, public_id),
  KEY ix_bsp_sources_created_at (partner_id, created_at),
  CONSTRAINT fk_bsp_sources_partner FOREIGN KEY (partner_id) REFERENCES partners (partner_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT ck_bsp_sources_kind CHECK (source_kind IN ('sftp', 'folder')),
  CONSTRAINT ck_bsp_sources_credential CHECK (credential_kind IN ('password', 'private_key')),
  CONSTRAINT ck_bsp_sources_format CHECK (file_format IN ('hot')),
  CONSTRAINT ck_bsp_sources_state CHECK (state IN ('active', 'paused', 'deleted')),
  CONSTRAINT ck_bsp_sources_poll_minutes CHECK (poll_minutes BETWEEN 5 AND 1440),
  CONSTRAINT ck_bsp_sources_settle_seconds CHECK (settle_seconds BETWEEN 0 AND 86400)
) ENGINE = InnoDB;

CREATE TABLE bsp_source_history ENGINE = InnoDB SELECT * FROM bsp_sources WHERE FALSE;
ALTER TABLE bsp_source_history
  ADD COLUMN history_id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY FIRST,
  ADD COLUMN changed_at DATETIME(6) NOT NULL AFTER history_id,
  ADD COLUMN changed_by_user_id BIGINT NULL AFTER changed_at,
  ADD COLUMN change_type VARCHAR(10) NOT NULL AFTER changed_by_user_id,
  ADD COLUMN diff_json LONGTEXT NOT NULL AFTER change_type,
  ADD KEY ix_bsp_source_history_entity (partner_id, bsp_source_id, history_id),
  ADD CONSTRAINT ck_bsp_source_history_change_type CHECK (change_type IN ('INSERT', 'UPDATE', 'DELETE', 'RESTORE'));

-- A file of a source by its name, size and time of change: what is the same is looked at once.
CREATE TABLE bsp_source_files (
  bsp_source_file_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  bsp_source_id BIGINT NOT NULL,
  name_sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'of the name as it was listed',
  file_name VARCHAR(200) NOT NULL COMMENT 'as it can be shown',
  byte_size BIGINT NOT NULL,
  modified_seconds BIGINT NOT NULL COMMENT 'since 1970, as the source says',
  state VARCHAR(12) NOT NULL,
  quarantine_reason VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NULL,
  sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  bsp_import_file_id BIGINT NULL COMMENT 'what it was imported as, or the one that has the same bytes',
  unchanged_since DATETIME(6) NOT NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  PRIMARY KEY (bsp_source_file_id),
  UNIQUE KEY uq_bsp_source_files_tenant (partner_id, bsp_source_file_id),
  UNIQUE KEY uq_bsp_source_files_entry (partner_id, bsp_source_id, name_sha256, byte_size, modified_seconds),
  KEY ix_bsp_source_files_created_at (partner_id, created_at),
  KEY ix_bsp_source_files_import (partner_id, bsp_import_file_id),
  CONSTRAINT fk_bsp_source_files_source FOREIGN KEY (partner_id, bsp_source_id) REFERENCES bsp_sources (partner_id, bsp_source_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_bsp_source_files_import FOREIGN KEY (partner_id, bsp_import_file_id) REFERENCES bsp_import_files (partner_id, bsp_import_file_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT ck_bsp_source_files_state CHECK (state IN ('seen', 'taken_up', 'known', 'quarantined'))
) ENGINE = InnoDB;
