-- Billings of BSP that were paid: one payment each, with the documents that it settles and the file
-- that orders it of the bank. What is billed once is
-- paid once.

CREATE TABLE bsp_remittances (
  bsp_remittance_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  batch_code VARCHAR(35) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'what the bank knows it by (MsgId)',
  market CHAR(2) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'of the settlement plan, BFH01.ISOC',
  remittance_ends_on DATE NOT NULL COMMENT 'last day of the remittance period, BOH03.RMED',
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  remitted_amount DECIMAL(18,3) NOT NULL COMMENT 'below zero where BSP pays us',
  document_count INT NOT NULL,
  supplier_id BIGINT NOT NULL COMMENT 'the settlement plan that is paid',
  supplier_bank_detail_id BIGINT NULL COMMENT 'the account that is paid to; NULL where nothing is ordered of the bank',
  document_id BIGINT NULL COMMENT 'the file for the bank; NULL where nothing is ordered of it',
  pays_on DATE NOT NULL COMMENT 'when the bank is to pay',
  journal_entry_id BIGINT NOT NULL,
  operation_public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  PRIMARY KEY (bsp_remittance_id),
  UNIQUE KEY uq_bsp_remittances_tenant (partner_id, bsp_remittance_id),
  UNIQUE KEY uq_bsp_remittances_public_id (partner_id, public_id),
  UNIQUE KEY uq_bsp_remittances_batch (partner_id, batch_code),
  KEY ix_bsp_remittances_created_at (partner_id, created_at),
  KEY ix_bsp_remittances_billing (partner_id, remittance_ends_on, market, currency),
  KEY ix_bsp_remittances_supplier (partner_id, supplier_id),
  KEY ix_bsp_remittances_bank_detail (partner_id, supplier_bank_detail_id),
  KEY ix_bsp_remittances_document (partner_id, document_id),
  KEY ix_bsp_remittances_entry (partner_id, journal_entry_id),
  KEY ix_bsp_remittances_currency (currency),
  CONSTRAINT fk_bsp_remittances_supplier FOREIGN KEY (partner_id, supplier_id) REFERENCES suppliers (partner_id, supplier_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_bsp_remittances_bank_detail FOREIGN KEY (partner_id, supplier_bank_detail_id) REFERENCES supplier_bank_details (partner_id, supplier_bank_detail_id)
    ON DELETE RESTRICT,
  CONSTRAINT fk_bsp_remittances_document FOREIGN KEY (partner_id, document_id) REFERENCES documents (partner_id, document_id)
    ON DELETE RESTRICT,
  CONSTRAINT fk_bsp_remittances_entry FOREIGN KEY (partner_id, journal_entry_id) REFERENCES journal_entries (partner_id, journal_entry_id)
    ON DELETE RESTRICT,
  CONSTRAINT fk_bsp_remittances_currency FOREIGN KEY (currency) REFERENCES currencies (currency_code)
    ON UPDATE CASCADE ON DELETE RESTRICT
) ENGINE = InnoDB;

CREATE TABLE bsp_remittance_documents (
  bsp_remittance_document_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  bsp_remittance_id BIGINT NOT NULL,
  bsp_staged_transaction_id BIGINT NOT NULL,
  document_number CHAR(13) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  transaction_code VARCHAR(4) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  occurrence SMALLINT NOT NULL COMMENT 'from 1: BSP may bill a document twice',
  supplier_id BIGINT NOT NULL COMMENT 'the airline, or the settlement plan where it is none of ours',
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  billed_amount DECIMAL(18,3) NOT NULL,
  expected_amount DECIMAL(18,3) NOT NULL COMMENT 'what our books had of it: 2011 less 1109',
  difference_is_disputed TINYINT(1) NOT NULL COMMENT '1: in suspense (1901), 0: a variance (5045, 7045)',
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  PRIMARY KEY (bsp_remittance_document_id),
  UNIQUE KEY uq_bsp_remittance_documents_document (partner_id, document_number, transaction_code, occurrence),
  KEY ix_bsp_remittance_documents_remittance (partner_id, bsp_remittance_id),
  KEY ix_bsp_remittance_documents_staged (partner_id, bsp_staged_transaction_id),
  KEY ix_bsp_remittance_documents_supplier (partner_id, supplier_id),
  KEY ix_bsp_remittance_documents_created_at (partner_id, created_at),
  KEY ix_bsp_remittance_documents_currency (currency),
  CONSTRAINT fk_bsp_remittance_documents_remittance FOREIGN KEY (partner_id, bsp_remittance_id) REFERENCES bsp_remittances (partner_id, bsp_remittance_id)
    ON DELETE RESTRICT,
  CONSTRAINT fk_bsp_remittance_documents_staged FOREIGN KEY (partner_id, bsp_staged_transaction_id) REFERENCES bsp_staged_transactions (partner_id, bsp_staged_transaction_id)
    ON DELETE RESTRICT,
  CONSTRAINT fk_bsp_remittance_documents_supplier FOREIGN KEY (partner_id, supplier_id) REFERENCES suppliers (partner_id, supplier_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_bsp_remittance_documents_currency FOREIGN KEY (currency) REFERENCES currencies (currency_code)
    ON UPDATE CASCADE ON DELETE RESTRICT
) ENGINE = InnoDB;

ALTER TABLE bsp_staged_transactions
  ADD KEY ix_bsp_staged_transactions_remittance (partner_id, remittance_ends_on, currency);

-- The account that the partner pays from, and what its bank reads.
ALTER TABLE partners
  ADD COLUMN bank_account_number VARCHAR(34) CHARACTER SET ascii COLLATE ascii_bin NULL,
  ADD COLUMN bank_identifier VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'BIC or routing number',
  ADD COLUMN bank_file_format VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'pain.001.001.09',
  ADD CONSTRAINT ck_partners_bank_file_format CHECK (bank_file_format IN ('pain.001.001.03', 'pain.001.001.09'));
ALTER TABLE partner_history
  ADD COLUMN bank_account_number VARCHAR(34) CHARACTER SET ascii COLLATE ascii_bin NULL,
  ADD COLUMN bank_identifier VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NULL,
  ADD COLUMN bank_file_format VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'pain.001.001.09';

ALTER TABLE documents DROP CONSTRAINT ck_documents_type;
ALTER TABLE documents ADD CONSTRAINT ck_documents_type
  CHECK (document_type IN ('e_ticket', 'attachment', 'report', 'partner_archive', 'logo', 'bank_file'));
