-- Groups integ and notif: what was asked of suppliers, their credentials, and mail going out.

CREATE TABLE gds_credentials (
  gds_credential_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  gds_provider_code VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  credential_label VARCHAR(120) NOT NULL,
  credentials_encrypted VARBINARY(4096) NOT NULL,
  is_current TINYINT(1) NULL DEFAULT 1 COMMENT 'NULL once superseded',
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  created_by_user_id BIGINT NULL,
  updated_by_user_id BIGINT NULL,
  version INT NOT NULL DEFAULT 1,
  PRIMARY KEY (gds_credential_id),
  UNIQUE KEY uq_gds_credentials_tenant (partner_id, gds_credential_id),
  UNIQUE KEY uq_gds_credentials_public_id (partner_id, public_id),
  UNIQUE KEY uq_gds_credentials_current (partner_id, gds_provider_code, is_current),
  KEY ix_gds_credentials_created_at (partner_id, created_at),
  KEY ix_gds_credentials_provider (gds_provider_code),
  CONSTRAINT fk_gds_credentials_partner FOREIGN KEY (partner_id) REFERENCES partners (partner_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_gds_credentials_provider FOREIGN KEY (gds_provider_code) REFERENCES gds_provider_codes (provider_code)
    ON UPDATE CASCADE ON DELETE RESTRICT
) ENGINE = InnoDB;

-- One row for each time a supplier is asked to do something that cannot be undone by forgetting it.
CREATE TABLE supplier_request_log (
  supplier_request_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  gds_provider_code VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  operation VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  booking_id BIGINT NULL,
  workflow_id VARCHAR(200) NOT NULL,
  workflow_run_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  step VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  attempt INT NOT NULL,
  idempotency_key VARCHAR(160) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  request_digest CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state VARCHAR(12) NOT NULL DEFAULT 'pending',
  outcome_code VARCHAR(60) NULL,
  outcome_text VARCHAR(1000) NULL,
  outcome_payload TEXT NULL COMMENT 'redacted',
  trace_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL,
  sent_at DATETIME(6) NOT NULL,
  settled_at DATETIME(6) NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  PRIMARY KEY (supplier_request_id),
  UNIQUE KEY uq_supplier_request_log_tenant (partner_id, supplier_request_id),
  UNIQUE KEY uq_supplier_request_log_attempt (partner_id, workflow_run_id, step, attempt),
  KEY ix_supplier_request_log_key (partner_id, idempotency_key),
  KEY ix_supplier_request_log_open (partner_id, state, sent_at),
  KEY ix_supplier_request_log_booking (partner_id, booking_id),
  KEY ix_supplier_request_log_created_at (partner_id, created_at),
  KEY ix_supplier_request_log_provider (gds_provider_code),
  CONSTRAINT fk_supplier_request_log_booking FOREIGN KEY (partner_id, booking_id) REFERENCES bookings (partner_id, booking_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_supplier_request_log_provider FOREIGN KEY (gds_provider_code) REFERENCES gds_provider_codes (provider_code)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT ck_supplier_request_log_state CHECK (state IN ('pending', 'succeeded', 'refused', 'not_done', 'unknown'))
) ENGINE = InnoDB;

CREATE TABLE email_outbox (
  email_outbox_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  message_key VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT '{event}:{channel}:{target}: a message goes out once',
  message_type VARCHAR(40) NOT NULL,
  recipient_address VARCHAR(254) NOT NULL,
  subject VARCHAR(400) NOT NULL,
  mail_message_id VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'Message-ID header',
  document_id BIGINT NULL,
  status VARCHAR(12) NOT NULL DEFAULT 'pending',
  attempt_count INT NOT NULL DEFAULT 0,
  last_error VARCHAR(1000) NULL,
  sent_at DATETIME(6) NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  PRIMARY KEY (email_outbox_id),
  UNIQUE KEY uq_email_outbox_tenant (partner_id, email_outbox_id),
  UNIQUE KEY uq_email_outbox_public_id (partner_id, public_id),
  UNIQUE KEY uq_email_outbox_message_key (partner_id, message_key),
  KEY ix_email_outbox_created_at (partner_id, created_at),
  KEY ix_email_outbox_status (partner_id, status),
  KEY ix_email_outbox_document (partner_id, document_id),
  CONSTRAINT fk_email_outbox_partner FOREIGN KEY (partner_id) REFERENCES partners (partner_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_email_outbox_document FOREIGN KEY (partner_id, document_id) REFERENCES documents (partner_id, document_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT ck_email_outbox_status CHECK (status IN ('pending', 'sent', 'failed'))
) ENGINE = InnoDB;
