-- Every HTTP exchange with a supplier, redacted and sealed; found by the attempt that made it. One
-- that is erased keeps its times and its outcome.
CREATE TABLE supplier_calls (
  supplier_call_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  gds_provider_code VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  operation VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'the message, in the supplier''s words',
  workflow_id VARCHAR(200) NOT NULL,
  workflow_run_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  activity_id VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  attempt INT NOT NULL,
  outcome VARCHAR(12) NOT NULL,
  http_status SMALLINT NULL,
  request_digest CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  exchange_encrypted MEDIUMBLOB NULL COMMENT 'request and answer, redacted',
  sent_at DATETIME(6) NOT NULL,
  duration_ms INT NOT NULL,
  expires_at DATETIME(6) NOT NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  PRIMARY KEY (supplier_call_id),
  UNIQUE KEY uq_supplier_calls_tenant (partner_id, supplier_call_id),
  UNIQUE KEY uq_supplier_calls_public_id (partner_id, public_id),
  KEY ix_supplier_calls_run (partner_id, workflow_run_id, activity_id, attempt),
  KEY ix_supplier_calls_workflow (partner_id, workflow_id),
  KEY ix_supplier_calls_created_at (partner_id, created_at),
  KEY ix_supplier_calls_expires_at (expires_at),
  KEY ix_supplier_calls_provider (gds_provider_code),
  CONSTRAINT fk_supplier_calls_partner FOREIGN KEY (partner_id) REFERENCES partners (partner_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_supplier_calls_provider FOREIGN KEY (gds_provider_code) REFERENCES gds_provider_codes (provider_code)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT ck_supplier_calls_outcome CHECK (outcome IN ('reply', 'fault', 'noAnswer', 'notSent'))
) ENGINE = InnoDB;

-- How long they are kept; 0 keeps none.
ALTER TABLE partners ADD COLUMN supplier_call_days SMALLINT NOT NULL DEFAULT 30;
ALTER TABLE partner_history ADD COLUMN supplier_call_days SMALLINT NOT NULL DEFAULT 30;

-- NULL in what the version before this one writes: such a request is not shown over the API.
ALTER TABLE supplier_request_log
  ADD COLUMN public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL AFTER partner_id;

UPDATE supplier_request_log SET public_id = CONCAT('srq_', LPAD(supplier_request_id, 26, '0'));

ALTER TABLE supplier_request_log
  ADD UNIQUE KEY uq_supplier_request_log_public_id (partner_id, public_id);
