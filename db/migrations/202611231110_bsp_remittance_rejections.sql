-- Remittances that the bank has not carried out: their documents are due again.

CREATE TABLE bsp_remittance_rejections (
  bsp_remittance_rejection_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  bsp_remittance_id BIGINT NOT NULL,
  reason_code VARCHAR(4) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'of the bank: ExternalStatusReason1Code of ISO 20022',
  reason_text VARCHAR(500) NULL COMMENT 'in the words of the bank, or of whoever took it down',
  journal_entry_id BIGINT NOT NULL COMMENT 'what mirrors the payment',
  operation_public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  PRIMARY KEY (bsp_remittance_rejection_id),
  UNIQUE KEY uq_bsp_remittance_rejections_remittance (partner_id, bsp_remittance_id),
  KEY ix_bsp_remittance_rejections_entry (partner_id, journal_entry_id),
  KEY ix_bsp_remittance_rejections_created_at (partner_id, created_at),
  CONSTRAINT fk_bsp_remittance_rejections_remittance FOREIGN KEY (partner_id, bsp_remittance_id) REFERENCES bsp_remittances (partner_id, bsp_remittance_id)
    ON DELETE RESTRICT,
  CONSTRAINT fk_bsp_remittance_rejections_entry FOREIGN KEY (partner_id, journal_entry_id) REFERENCES journal_entries (partner_id, journal_entry_id)
    ON DELETE RESTRICT
) ENGINE = InnoDB;

-- A document is in one remittance that was not rejected.
ALTER TABLE bsp_remittance_documents
  ADD COLUMN attempt SMALLINT NOT NULL DEFAULT 1 COMMENT 'from 1: behind each that the bank has rejected comes another';
ALTER TABLE bsp_remittance_documents
  DROP KEY uq_bsp_remittance_documents_document,
  ADD UNIQUE KEY uq_bsp_remittance_documents_document (partner_id, document_number, transaction_code, occurrence, attempt);
