-- Exchanges (accounting.md 5.6): the price a supplier quoted, the exchange that took it up, and the
-- chain of tickets. Amounts are in the row's currency; differences are new less old and may be negative.

CREATE TABLE exchange_quotes (
  exchange_quote_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  booking_id BIGINT NOT NULL,
  booking_version INT NOT NULL COMMENT 'as it was priced: a booking that has changed is quoted anew',
  quote_kind VARCHAR(12) NOT NULL,
  status VARCHAR(12) NOT NULL DEFAULT 'QUOTED',
  residual_mode VARCHAR(12) NOT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  fare_difference_amount DECIMAL(18,3) NOT NULL,
  tax_difference_amount DECIMAL(18,3) NOT NULL,
  penalty_amount DECIMAL(18,3) NOT NULL,
  commission_difference_amount DECIMAL(18,3) NOT NULL,
  due_amount DECIMAL(18,3) NOT NULL COMMENT 'to the supplier, penalty included; below zero: the residual value',
  mark_up_amount DECIMAL(18,3) NOT NULL,
  fee_amount DECIMAL(18,3) NOT NULL,
  fee_vat_amount DECIMAL(18,3) NOT NULL,
  customer_amount DECIMAL(18,3) NOT NULL COMMENT 'what the customer owes more; below zero: what we owe them',
  supplier_quote LONGTEXT NOT NULL COMMENT 'as the supplier is asked to take it up',
  terms LONGTEXT NOT NULL COMMENT 'document by document, with the flights of the new journey',
  expires_at DATETIME(6) NOT NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  created_by_user_id BIGINT NULL,
  updated_by_user_id BIGINT NULL,
  version INT NOT NULL DEFAULT 1,
  PRIMARY KEY (exchange_quote_id),
  UNIQUE KEY uq_exchange_quotes_tenant (partner_id, exchange_quote_id),
  UNIQUE KEY uq_exchange_quotes_public_id (partner_id, public_id),
  KEY ix_exchange_quotes_booking (partner_id, booking_id),
  KEY ix_exchange_quotes_created_at (partner_id, created_at),
  KEY ix_exchange_quotes_currency (currency),
  CONSTRAINT fk_exchange_quotes_booking FOREIGN KEY (partner_id, booking_id) REFERENCES bookings (partner_id, booking_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_exchange_quotes_currency FOREIGN KEY (currency) REFERENCES currencies (currency_code)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT ck_exchange_quotes_kind CHECK (quote_kind IN ('voluntary', 'involuntary')),
  CONSTRAINT ck_exchange_quotes_status CHECK (status IN ('QUOTED', 'EXCHANGED')),
  CONSTRAINT ck_exchange_quotes_residual CHECK (residual_mode IN ('refunded', 'credited')),
  CONSTRAINT ck_exchange_quotes_amounts CHECK (penalty_amount >= 0 AND mark_up_amount >= 0 AND fee_amount >= 0 AND fee_vat_amount >= 0),
  CONSTRAINT ck_exchange_quotes_due CHECK (due_amount = fare_difference_amount + tax_difference_amount + penalty_amount),
  CONSTRAINT ck_exchange_quotes_involuntary CHECK (quote_kind <> 'involuntary' OR (penalty_amount = 0 AND mark_up_amount = 0 AND fee_amount = 0))
) ENGINE = InnoDB;

-- Written in the commit of the exchange, with its entry, and never changed.
CREATE TABLE exchanges (
  exchange_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  booking_id BIGINT NOT NULL,
  exchange_quote_id BIGINT NOT NULL,
  reason VARCHAR(500) NOT NULL,
  exchanged_at DATETIME(6) NOT NULL,
  posting_key VARCHAR(160) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'of its entry',
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  PRIMARY KEY (exchange_id),
  UNIQUE KEY uq_exchanges_tenant (partner_id, exchange_id),
  UNIQUE KEY uq_exchanges_public_id (partner_id, public_id),
  UNIQUE KEY uq_exchanges_quote (partner_id, exchange_quote_id),
  KEY ix_exchanges_booking (partner_id, booking_id),
  KEY ix_exchanges_posting_key (partner_id, posting_key),
  KEY ix_exchanges_created_at (partner_id, created_at),
  CONSTRAINT fk_exchanges_booking FOREIGN KEY (partner_id, booking_id) REFERENCES bookings (partner_id, booking_id)
    ON DELETE RESTRICT,
  CONSTRAINT fk_exchanges_quote FOREIGN KEY (partner_id, exchange_quote_id) REFERENCES exchange_quotes (partner_id, exchange_quote_id)
    ON DELETE RESTRICT
) ENGINE = InnoDB;

-- A ticket that was issued in exchange for another; the first of a chain has neither.
ALTER TABLE booking_tickets
  ADD COLUMN exchange_id BIGINT NULL AFTER booking_fare_id,
  ADD COLUMN exchanged_from_ticket_id BIGINT NULL AFTER exchange_id,
  ADD KEY ix_booking_tickets_exchange (partner_id, exchange_id),
  ADD KEY ix_booking_tickets_exchanged_from (partner_id, exchanged_from_ticket_id),
  ADD CONSTRAINT fk_booking_tickets_exchange FOREIGN KEY (partner_id, exchange_id) REFERENCES exchanges (partner_id, exchange_id)
    ON UPDATE RESTRICT ON DELETE RESTRICT,
  ADD CONSTRAINT fk_booking_tickets_exchanged_from FOREIGN KEY (partner_id, exchanged_from_ticket_id) REFERENCES booking_tickets (partner_id, booking_ticket_id)
    ON UPDATE RESTRICT ON DELETE RESTRICT;
ALTER TABLE booking_ticket_history
  ADD COLUMN exchange_id BIGINT NULL AFTER booking_fare_id,
  ADD COLUMN exchanged_from_ticket_id BIGINT NULL AFTER exchange_id;
