-- What an airline claims of us or grants us after a sale (ADM, ACM), until it is settled.
CREATE TABLE agency_memos (
  agency_memo_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  supplier_id BIGINT NOT NULL,
  booking_id BIGINT NULL COMMENT 'of the ticket that it is about; NULL: not linked',
  booking_ticket_id BIGINT NULL,
  branch_id BIGINT NULL COMMENT 'of that booking',
  memo_kind VARCHAR(3) NOT NULL,
  document_number VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  staged_reference VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'file and row that brought it; NULL: entered by hand',
  ticket_number VARCHAR(13) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'as the airline states it',
  cause VARCHAR(30) NOT NULL,
  cause_text VARCHAR(500) NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  memo_amount DECIMAL(18,3) NOT NULL,
  commission_amount DECIMAL(18,3) NOT NULL DEFAULT 0 COMMENT 'the part of it that is commission',
  issued_on DATE NOT NULL,
  dispute_deadline_at DATETIME(6) NOT NULL,
  state VARCHAR(20) NOT NULL,
  workflow_id VARCHAR(255) NOT NULL,
  billed_on DATE NULL COMMENT 'when BSP has billed it',
  dispute_reason VARCHAR(30) NULL,
  dispute_text VARCHAR(1000) NULL,
  provision_amount DECIMAL(18,3) NOT NULL DEFAULT 0 COMMENT 'of it, what a loss is probable of (IAS 37)',
  upheld_amount DECIMAL(18,3) NULL COMMENT 'what the airline stood by at the end of a dispute',
  recharge_kind VARCHAR(10) NULL,
  recharge_amount DECIMAL(18,3) NULL,
  recharge_branch_id BIGINT NULL,
  recharge_user_id BIGINT NULL COMMENT 'whose doing it was',
  settled_on DATE NULL,
  settlement_reference VARCHAR(200) NULL,
  attention_reason VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  created_by_user_id BIGINT NULL,
  updated_by_user_id BIGINT NULL,
  version INT NOT NULL DEFAULT 1,
  PRIMARY KEY (agency_memo_id),
  UNIQUE KEY uq_agency_memos_tenant (partner_id, agency_memo_id),
  UNIQUE KEY uq_agency_memos_public_id (partner_id, public_id),
  UNIQUE KEY uq_agency_memos_document (partner_id, supplier_id, document_number),
  UNIQUE KEY uq_agency_memos_staged (partner_id, staged_reference),
  KEY ix_agency_memos_booking (partner_id, booking_id),
  KEY ix_agency_memos_ticket (partner_id, booking_ticket_id),
  KEY ix_agency_memos_branch (partner_id, branch_id),
  KEY ix_agency_memos_recharge_branch (partner_id, recharge_branch_id),
  KEY ix_agency_memos_recharge_user (partner_id, recharge_user_id),
  KEY ix_agency_memos_state (partner_id, state, created_at),
  KEY ix_agency_memos_created_at (partner_id, created_at),
  KEY ix_agency_memos_currency (currency),
  CONSTRAINT fk_agency_memos_supplier FOREIGN KEY (partner_id, supplier_id) REFERENCES suppliers (partner_id, supplier_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_agency_memos_booking FOREIGN KEY (partner_id, booking_id) REFERENCES bookings (partner_id, booking_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_agency_memos_ticket FOREIGN KEY (partner_id, booking_ticket_id) REFERENCES booking_tickets (partner_id, booking_ticket_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_agency_memos_branch FOREIGN KEY (partner_id, branch_id) REFERENCES branches (partner_id, branch_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_agency_memos_recharge_branch FOREIGN KEY (partner_id, recharge_branch_id) REFERENCES branches (partner_id, branch_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_agency_memos_recharge_user FOREIGN KEY (partner_id, recharge_user_id) REFERENCES users (partner_id, user_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_agency_memos_currency FOREIGN KEY (currency) REFERENCES currencies (currency_code)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT ck_agency_memos_kind CHECK (memo_kind IN ('adm', 'acm')),
  CONSTRAINT ck_agency_memos_cause CHECK (cause IN ('booking_class', 'fare', 'tax', 'commission', 'improper_void', 'improper_refund', 'late_ticketing', 'unticketed_pnr', 'duplicate_booking', 'no_show', 'other')),
  CONSTRAINT ck_agency_memos_state CHECK (state IN ('RECEIVED', 'UNDER_REVIEW', 'ACCEPTED', 'DISPUTED', 'DISPUTE_ACCEPTED', 'DISPUTE_REJECTED', 'SETTLED')),
  CONSTRAINT ck_agency_memos_dispute CHECK (dispute_reason IN ('fare_correct', 'tax_correct', 'commission_correct', 'waiver_granted', 'within_ticketing_limit', 'refund_authorised', 'already_settled', 'not_our_ticket', 'other')),
  CONSTRAINT ck_agency_memos_recharge CHECK (recharge_kind IN ('customer', 'branch')),
  CONSTRAINT ck_agency_memos_amounts CHECK (memo_amount > 0 AND commission_amount >= 0 AND commission_amount <= memo_amount AND provision_amount >= 0 AND provision_amount <= memo_amount)
) ENGINE = InnoDB;

CREATE TABLE agency_memo_history ENGINE = InnoDB SELECT * FROM agency_memos WHERE FALSE;
ALTER TABLE agency_memo_history
  ADD COLUMN history_id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY FIRST,
  ADD COLUMN changed_at DATETIME(6) NOT NULL AFTER history_id,
  ADD COLUMN changed_by_user_id BIGINT NULL AFTER changed_at,
  ADD COLUMN change_type VARCHAR(10) NOT NULL AFTER changed_by_user_id,
  ADD COLUMN diff_json LONGTEXT NOT NULL AFTER change_type,
  ADD KEY ix_agency_memo_history_entity (partner_id, agency_memo_id, history_id),
  ADD CONSTRAINT ck_agency_memo_history_change_type CHECK (change_type IN ('INSERT', 'UPDATE', 'DELETE', 'RESTORE'));

-- The airline's paper, and what we answer it with.
CREATE TABLE agency_memo_documents (
  agency_memo_document_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  agency_memo_id BIGINT NOT NULL,
  document_id BIGINT NOT NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  PRIMARY KEY (agency_memo_document_id),
  UNIQUE KEY uq_agency_memo_documents_document (partner_id, document_id),
  KEY ix_agency_memo_documents_memo (partner_id, agency_memo_id),
  KEY ix_agency_memo_documents_created_at (partner_id, created_at),
  CONSTRAINT fk_agency_memo_documents_memo FOREIGN KEY (partner_id, agency_memo_id) REFERENCES agency_memos (partner_id, agency_memo_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_agency_memo_documents_document FOREIGN KEY (partner_id, document_id) REFERENCES documents (partner_id, document_id)
    ON DELETE RESTRICT
) ENGINE = InnoDB;

-- A memo recalls commission that still waits for its service.
ALTER TABLE revenue_releases DROP CONSTRAINT ck_revenue_releases_reason;
ALTER TABLE revenue_releases ADD CONSTRAINT ck_revenue_releases_reason CHECK (release_reason IN ('void', 'refund', 'exchange', 'memo'));
