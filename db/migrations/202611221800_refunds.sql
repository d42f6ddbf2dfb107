-- What a supplier would refund and what the customer would get, as it was shown; taken by a refund
-- or left to expire.
CREATE TABLE refund_quotes (
  refund_quote_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  booking_id BIGINT NOT NULL,
  refund_kind VARCHAR(20) NOT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  customer_amount DECIMAL(18,3) NOT NULL COMMENT 'what the customer gets; below zero: what they owe',
  quote_payload LONGTEXT NOT NULL COMMENT 'JSON: the terms, the supplier''s answer, the parts of each document, the entry',
  expires_at DATETIME(6) NOT NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  PRIMARY KEY (refund_quote_id),
  UNIQUE KEY uq_refund_quotes_tenant (partner_id, refund_quote_id),
  UNIQUE KEY uq_refund_quotes_public_id (partner_id, public_id),
  KEY ix_refund_quotes_booking (partner_id, booking_id),
  KEY ix_refund_quotes_created_at (partner_id, created_at),
  KEY ix_refund_quotes_currency (currency),
  CONSTRAINT fk_refund_quotes_booking FOREIGN KEY (partner_id, booking_id) REFERENCES bookings (partner_id, booking_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_refund_quotes_currency FOREIGN KEY (currency) REFERENCES currencies (currency_code)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT ck_refund_quotes_kind CHECK (refund_kind IN ('voluntary', 'involuntary', 'tax_only', 'no_show', 'schedule_change', 'waiver'))
) ENGINE = InnoDB;

CREATE TABLE refunds (
  refund_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  refund_quote_id BIGINT NOT NULL,
  booking_id BIGINT NOT NULL,
  customer_id BIGINT NOT NULL,
  branch_id BIGINT NULL,
  refund_kind VARCHAR(20) NOT NULL,
  state VARCHAR(20) NOT NULL,
  refund_reason VARCHAR(500) NOT NULL,
  open_booking VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'public id of the booking until the refund is booked or given up: one at a time',
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  customer_amount DECIMAL(18,3) NOT NULL COMMENT 'what the customer gets; below zero: what they owe',
  payable_amount DECIMAL(18,3) NOT NULL DEFAULT 0 COMMENT 'what was booked to be paid back',
  paid_back_amount DECIMAL(18,3) NOT NULL DEFAULT 0,
  posting_key VARCHAR(160) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'of the entry that books it',
  workflow_id VARCHAR(255) NOT NULL,
  failure_code VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NULL,
  failure_text VARCHAR(1000) NULL,
  refunded_at DATETIME(6) NULL,
  settlement_kind VARCHAR(10) NULL COMMENT 'how the airline''s part arrived',
  settlement_reference VARCHAR(200) NULL,
  settled_on DATE NULL,
  remind_at DATETIME(6) NULL COMMENT 'when somebody is asked after the airline''s part',
  attention_reason VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NULL,
  completed_at DATETIME(6) NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  created_by_user_id BIGINT NULL,
  updated_by_user_id BIGINT NULL,
  version INT NOT NULL DEFAULT 1,
  PRIMARY KEY (refund_id),
  UNIQUE KEY uq_refunds_tenant (partner_id, refund_id),
  UNIQUE KEY uq_refunds_public_id (partner_id, public_id),
  UNIQUE KEY uq_refunds_quote (partner_id, refund_quote_id),
  UNIQUE KEY uq_refunds_open_booking (partner_id, open_booking),
  KEY ix_refunds_booking (partner_id, booking_id),
  KEY ix_refunds_customer (partner_id, customer_id),
  KEY ix_refunds_branch (partner_id, branch_id),
  KEY ix_refunds_state (partner_id, state, created_at),
  KEY ix_refunds_created_at (partner_id, created_at),
  KEY ix_refunds_currency (currency),
  CONSTRAINT fk_refunds_quote FOREIGN KEY (partner_id, refund_quote_id) REFERENCES refund_quotes (partner_id, refund_quote_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_refunds_booking FOREIGN KEY (partner_id, booking_id) REFERENCES bookings (partner_id, booking_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_refunds_customer FOREIGN KEY (partner_id, customer_id) REFERENCES customers (partner_id, customer_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_refunds_branch FOREIGN KEY (partner_id, branch_id) REFERENCES branches (partner_id, branch_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_refunds_currency FOREIGN KEY (currency) REFERENCES currencies (currency_code)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT ck_refunds_kind CHECK (refund_kind IN ('voluntary', 'involuntary', 'tax_only', 'no_show', 'schedule_change', 'waiver')),
  CONSTRAINT ck_refunds_state CHECK (state IN ('PENDING_APPROVAL', 'APPROVED', 'PAYBACK_PENDING', 'COMPLETED', 'REJECTED', 'FAILED')),
  CONSTRAINT ck_refunds_settlement CHECK (settlement_kind IN ('bsp', 'direct')),
  CONSTRAINT ck_refunds_paid_back CHECK (paid_back_amount >= 0 AND paid_back_amount <= payable_amount)
) ENGINE = InnoDB;

-- What was refunded of each document.
CREATE TABLE refund_documents (
  refund_document_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  refund_id BIGINT NOT NULL,
  booking_ticket_id BIGINT NOT NULL,
  coupon_numbers VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'given up, over all documents of a conjunction',
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  fare_amount DECIMAL(18,3) NOT NULL,
  tax_amount DECIMAL(18,3) NOT NULL,
  penalty_amount DECIMAL(18,3) NOT NULL,
  commission_amount DECIMAL(18,3) NOT NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  PRIMARY KEY (refund_document_id),
  UNIQUE KEY uq_refund_documents_tenant (partner_id, refund_document_id),
  UNIQUE KEY uq_refund_documents_ticket (partner_id, refund_id, booking_ticket_id),
  KEY ix_refund_documents_ticket (partner_id, booking_ticket_id),
  KEY ix_refund_documents_created_at (partner_id, created_at),
  KEY ix_refund_documents_currency (currency),
  CONSTRAINT fk_refund_documents_refund FOREIGN KEY (partner_id, refund_id) REFERENCES refunds (partner_id, refund_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_refund_documents_ticket FOREIGN KEY (partner_id, booking_ticket_id) REFERENCES booking_tickets (partner_id, booking_ticket_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_refund_documents_currency FOREIGN KEY (currency) REFERENCES currencies (currency_code)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT ck_refund_documents_amounts CHECK (fare_amount >= 0 AND tax_amount >= 0 AND penalty_amount >= 0 AND commission_amount >= 0)
) ENGINE = InnoDB;

-- What the customer was given of it, and how.
CREATE TABLE refund_paybacks (
  refund_payback_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  refund_id BIGINT NOT NULL,
  payback_kind VARCHAR(20) NOT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  payback_amount DECIMAL(18,3) NOT NULL,
  paid_on DATE NOT NULL,
  payment_reference VARCHAR(200) NULL,
  credit_expires_on DATE NULL,
  posting_key VARCHAR(160) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  PRIMARY KEY (refund_payback_id),
  UNIQUE KEY uq_refund_paybacks_tenant (partner_id, refund_payback_id),
  UNIQUE KEY uq_refund_paybacks_public_id (partner_id, public_id),
  KEY ix_refund_paybacks_refund (partner_id, refund_id),
  KEY ix_refund_paybacks_created_at (partner_id, created_at),
  KEY ix_refund_paybacks_currency (currency),
  CONSTRAINT fk_refund_paybacks_refund FOREIGN KEY (partner_id, refund_id) REFERENCES refunds (partner_id, refund_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_refund_paybacks_currency FOREIGN KEY (currency) REFERENCES currencies (currency_code)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT ck_refund_paybacks_kind CHECK (payback_kind IN ('cash', 'bank', 'gateway', 'customer_credit', 'receivable')),
  CONSTRAINT ck_refund_paybacks_amount CHECK (payback_amount > 0)
) ENGINE = InnoDB;

CREATE TABLE refund_history ENGINE = InnoDB SELECT * FROM refunds WHERE FALSE;
ALTER TABLE refund_history
  ADD COLUMN history_id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY FIRST,
  ADD COLUMN changed_at DATETIME(6) NOT NULL AFTER history_id,
  ADD COLUMN changed_by_user_id BIGINT NULL AFTER changed_at,
  ADD COLUMN change_type VARCHAR(10) NOT NULL AFTER changed_by_user_id,
  ADD COLUMN diff_json LONGTEXT NOT NULL AFTER change_type,
  ADD KEY ix_refund_history_entity (partner_id, refund_id, history_id),
  ADD CONSTRAINT ck_refund_history_change_type CHECK (change_type IN ('INSERT', 'UPDATE', 'DELETE', 'RESTORE'));

-- After how many days somebody is asked where the airline's part of a refund is.
ALTER TABLE partners ADD COLUMN refund_settlement_days SMALLINT NOT NULL DEFAULT 45;
ALTER TABLE partner_history ADD COLUMN refund_settlement_days SMALLINT NOT NULL DEFAULT 45;
