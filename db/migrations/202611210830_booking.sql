-- Group ops_booking. Amounts are DECIMAL(18,3) in the row's currency; local times are the airport's own.

CREATE TABLE bookings (
  booking_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  booking_reference VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  customer_id BIGINT NOT NULL,
  branch_id BIGINT NULL,
  product_code VARCHAR(20) NOT NULL DEFAULT 'air',
  state VARCHAR(30) NOT NULL,
  gds_provider_code VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  fare_amount DECIMAL(18,3) NOT NULL,
  tax_amount DECIMAL(18,3) NOT NULL,
  charge_amount DECIMAL(18,3) NOT NULL COMMENT 'fees and mark-up less discounts, without VAT',
  vat_amount DECIMAL(18,3) NOT NULL,
  total_amount DECIMAL(18,3) NOT NULL COMMENT 'what the customer pays in all',
  ticketing_deadline_at DATETIME(6) NULL,
  issued_at DATETIME(6) NULL,
  issued_on DATE NULL COMMENT 'date of issue in the partner time zone',
  metadata LONGTEXT NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  created_by_user_id BIGINT NULL,
  updated_by_user_id BIGINT NULL,
  version INT NOT NULL DEFAULT 1,
  PRIMARY KEY (booking_id),
  UNIQUE KEY uq_bookings_tenant (partner_id, booking_id),
  UNIQUE KEY uq_bookings_public_id (partner_id, public_id),
  UNIQUE KEY uq_bookings_reference (partner_id, booking_reference),
  KEY ix_bookings_created_at (partner_id, created_at),
  KEY ix_bookings_state (partner_id, state, created_at),
  KEY ix_bookings_customer (partner_id, customer_id),
  KEY ix_bookings_branch (partner_id, branch_id),
  KEY ix_bookings_gds_provider (gds_provider_code),
  KEY ix_bookings_currency (currency),
  CONSTRAINT fk_bookings_customer FOREIGN KEY (partner_id, customer_id) REFERENCES customers (partner_id, customer_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_bookings_branch FOREIGN KEY (partner_id, branch_id) REFERENCES branches (partner_id, branch_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_bookings_gds_provider FOREIGN KEY (gds_provider_code) REFERENCES gds_provider_codes (provider_code)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_bookings_currency FOREIGN KEY (currency) REFERENCES currencies (currency_code)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT ck_bookings_product CHECK (product_code IN ('air')),
  CONSTRAINT ck_bookings_state CHECK (state IN ('DRAFT', 'HELD', 'PENDING_PAYMENT', 'PENDING_APPROVAL', 'ISSUED', 'PARTIALLY_USED', 'COMPLETED', 'CANCELLED_BEFORE_ISSUE', 'CANCELLED_AFTER_ISSUE', 'EXPIRED')),
  CONSTRAINT ck_bookings_total CHECK (total_amount = fare_amount + tax_amount + charge_amount + vat_amount),
  CONSTRAINT ck_bookings_issued CHECK ((issued_at IS NULL) = (issued_on IS NULL))
) ENGINE = InnoDB;

CREATE TABLE booking_pnrs (
  booking_pnr_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  booking_id BIGINT NOT NULL,
  gds_provider_code VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  supplier_record_locator VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  is_current TINYINT(1) NULL DEFAULT 1 COMMENT 'NULL once released: a GDS uses its locators again',
  retrieved_at DATETIME(6) NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  created_by_user_id BIGINT NULL,
  updated_by_user_id BIGINT NULL,
  version INT NOT NULL DEFAULT 1,
  PRIMARY KEY (booking_pnr_id),
  UNIQUE KEY uq_booking_pnrs_tenant (partner_id, booking_pnr_id),
  UNIQUE KEY uq_booking_pnrs_locator (partner_id, gds_provider_code, supplier_record_locator, is_current),
  KEY ix_booking_pnrs_created_at (partner_id, created_at),
  KEY ix_booking_pnrs_booking (partner_id, booking_id),
  KEY ix_booking_pnrs_gds_provider (gds_provider_code),
  CONSTRAINT fk_booking_pnrs_booking FOREIGN KEY (partner_id, booking_id) REFERENCES bookings (partner_id, booking_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_booking_pnrs_gds_provider FOREIGN KEY (gds_provider_code) REFERENCES gds_provider_codes (provider_code)
    ON UPDATE CASCADE ON DELETE RESTRICT
) ENGINE = InnoDB;

CREATE TABLE booking_passengers (
  booking_passenger_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  booking_id BIGINT NOT NULL,
  passenger_number SMALLINT NOT NULL,
  passenger_type CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  surname VARCHAR(100) NOT NULL,
  given_names VARCHAR(150) NOT NULL,
  date_of_birth_encrypted VARBINARY(128) NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  created_by_user_id BIGINT NULL,
  updated_by_user_id BIGINT NULL,
  version INT NOT NULL DEFAULT 1,
  PRIMARY KEY (booking_passenger_id),
  UNIQUE KEY uq_booking_passengers_tenant (partner_id, booking_passenger_id),
  UNIQUE KEY uq_booking_passengers_number (partner_id, booking_id, passenger_number),
  KEY ix_booking_passengers_created_at (partner_id, created_at),
  CONSTRAINT fk_booking_passengers_booking FOREIGN KEY (partner_id, booking_id) REFERENCES bookings (partner_id, booking_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT ck_booking_passengers_type CHECK (passenger_type IN ('ADT', 'CHD', 'INF'))
) ENGINE = InnoDB;

CREATE TABLE booking_segments (
  booking_segment_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  booking_id BIGINT NOT NULL,
  segment_number SMALLINT NOT NULL,
  carrier_code CHAR(2) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  flight_number VARCHAR(5) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  booking_class CHAR(1) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  origin_airport CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  destination_airport CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  departs_local DATETIME NOT NULL,
  arrives_local DATETIME NOT NULL,
  status_code CHAR(2) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  created_by_user_id BIGINT NULL,
  updated_by_user_id BIGINT NULL,
  version INT NOT NULL DEFAULT 1,
  PRIMARY KEY (booking_segment_id),
  UNIQUE KEY uq_booking_segments_tenant (partner_id, booking_segment_id),
  UNIQUE KEY uq_booking_segments_number (partner_id, booking_id, segment_number),
  KEY ix_booking_segments_departure (partner_id, departs_local),
  KEY ix_booking_segments_created_at (partner_id, created_at),
  CONSTRAINT fk_booking_segments_booking FOREIGN KEY (partner_id, booking_id) REFERENCES bookings (partner_id, booking_id)
    ON UPDATE CASCADE ON DELETE RESTRICT
) ENGINE = InnoDB;

-- One row for each document to be issued: one passenger under one stored fare.
CREATE TABLE booking_fares (
  booking_fare_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  booking_id BIGINT NOT NULL,
  booking_passenger_id BIGINT NOT NULL,
  fare_number SMALLINT NOT NULL,
  supplier_id BIGINT NOT NULL COMMENT 'the validating carrier',
  supplier_fare_reference VARCHAR(20) NULL COMMENT 'TST number',
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  base_amount DECIMAL(18,3) NOT NULL,
  tax_amount DECIMAL(18,3) NOT NULL,
  total_amount DECIMAL(18,3) NOT NULL,
  commission_percent DECIMAL(18,8) NULL,
  commission_amount DECIMAL(18,3) NOT NULL,
  form_of_payment VARCHAR(10) NOT NULL,
  card_brand CHAR(2) CHARACTER SET ascii COLLATE ascii_bin NULL,
  card_last_four CHAR(4) CHARACTER SET ascii COLLATE ascii_bin NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  created_by_user_id BIGINT NULL,
  updated_by_user_id BIGINT NULL,
  version INT NOT NULL DEFAULT 1,
  PRIMARY KEY (booking_fare_id),
  UNIQUE KEY uq_booking_fares_tenant (partner_id, booking_fare_id),
  UNIQUE KEY uq_booking_fares_number (partner_id, booking_id, fare_number),
  KEY ix_booking_fares_passenger (partner_id, booking_passenger_id),
  KEY ix_booking_fares_supplier (partner_id, supplier_id),
  KEY ix_booking_fares_created_at (partner_id, created_at),
  KEY ix_booking_fares_currency (currency),
  CONSTRAINT fk_booking_fares_booking FOREIGN KEY (partner_id, booking_id) REFERENCES bookings (partner_id, booking_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_booking_fares_passenger FOREIGN KEY (partner_id, booking_passenger_id) REFERENCES booking_passengers (partner_id, booking_passenger_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_booking_fares_supplier FOREIGN KEY (partner_id, supplier_id) REFERENCES suppliers (partner_id, supplier_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_booking_fares_currency FOREIGN KEY (currency) REFERENCES currencies (currency_code)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT ck_booking_fares_amounts CHECK (base_amount >= 0 AND tax_amount >= 0 AND commission_amount >= 0 AND total_amount = base_amount + tax_amount),
  CONSTRAINT ck_booking_fares_form_of_payment CHECK (form_of_payment IN ('cash', 'card')),
  CONSTRAINT ck_booking_fares_card CHECK ((form_of_payment = 'card') = (card_last_four IS NOT NULL) AND (card_brand IS NULL) = (card_last_four IS NULL))
) ENGINE = InnoDB;

CREATE TABLE booking_fare_segments (
  booking_fare_segment_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  booking_fare_id BIGINT NOT NULL,
  booking_segment_id BIGINT NOT NULL,
  coupon_number SMALLINT NOT NULL COMMENT '1..n over all documents of a conjunction',
  fare_basis VARCHAR(20) NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  PRIMARY KEY (booking_fare_segment_id),
  UNIQUE KEY uq_booking_fare_segments_coupon (partner_id, booking_fare_id, coupon_number),
  KEY ix_booking_fare_segments_segment (partner_id, booking_segment_id),
  KEY ix_booking_fare_segments_created_at (partner_id, created_at),
  CONSTRAINT fk_booking_fare_segments_fare FOREIGN KEY (partner_id, booking_fare_id) REFERENCES booking_fares (partner_id, booking_fare_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_booking_fare_segments_segment FOREIGN KEY (partner_id, booking_segment_id) REFERENCES booking_segments (partner_id, booking_segment_id)
    ON UPDATE CASCADE ON DELETE RESTRICT
) ENGINE = InnoDB;

CREATE TABLE booking_tax_lines (
  booking_tax_line_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  booking_fare_id BIGINT NOT NULL,
  line_number SMALLINT NOT NULL,
  tax_code CHAR(2) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  tax_amount DECIMAL(18,3) NOT NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  PRIMARY KEY (booking_tax_line_id),
  UNIQUE KEY uq_booking_tax_lines_number (partner_id, booking_fare_id, line_number),
  KEY ix_booking_tax_lines_created_at (partner_id, created_at),
  KEY ix_booking_tax_lines_currency (currency),
  CONSTRAINT fk_booking_tax_lines_fare FOREIGN KEY (partner_id, booking_fare_id) REFERENCES booking_fares (partner_id, booking_fare_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_booking_tax_lines_currency FOREIGN KEY (currency) REFERENCES currencies (currency_code)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT ck_booking_tax_lines_amount CHECK (tax_amount >= 0)
) ENGINE = InnoDB;

CREATE TABLE booking_charges (
  booking_charge_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  booking_id BIGINT NOT NULL,
  charge_number SMALLINT NOT NULL,
  charge_type VARCHAR(20) NOT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  charge_amount DECIMAL(18,3) NOT NULL COMMENT 'positive; a discount is subtracted by its type',
  vat_percent DECIMAL(18,8) NOT NULL DEFAULT 0,
  vat_amount DECIMAL(18,3) NOT NULL DEFAULT 0,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  created_by_user_id BIGINT NULL,
  updated_by_user_id BIGINT NULL,
  version INT NOT NULL DEFAULT 1,
  PRIMARY KEY (booking_charge_id),
  UNIQUE KEY uq_booking_charges_tenant (partner_id, booking_charge_id),
  UNIQUE KEY uq_booking_charges_number (partner_id, booking_id, charge_number),
  KEY ix_booking_charges_created_at (partner_id, created_at),
  KEY ix_booking_charges_currency (currency),
  CONSTRAINT fk_booking_charges_booking FOREIGN KEY (partner_id, booking_id) REFERENCES bookings (partner_id, booking_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_booking_charges_currency FOREIGN KEY (currency) REFERENCES currencies (currency_code)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT ck_booking_charges_type CHECK (charge_type IN ('service_fee', 'mark_up', 'discount')),
  CONSTRAINT ck_booking_charges_amounts CHECK (charge_amount > 0 AND vat_amount >= 0)
) ENGINE = InnoDB;

CREATE TABLE booking_tickets (
  booking_ticket_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  booking_id BIGINT NOT NULL,
  booking_passenger_id BIGINT NOT NULL,
  booking_fare_id BIGINT NOT NULL,
  supplier_id BIGINT NOT NULL COMMENT 'the validating carrier',
  ticket_number CHAR(13) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  check_digit CHAR(1) CHARACTER SET ascii COLLATE ascii_bin NULL,
  conjunction_number SMALLINT NOT NULL DEFAULT 1 COMMENT '1 for the document that carries the amounts, 2..4 for those in conjunction with it',
  first_ticket_number CHAR(13) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  document_type VARCHAR(4) NOT NULL DEFAULT 'ETKT',
  status VARCHAR(20) NOT NULL DEFAULT 'ISSUED',
  issued_on DATE NOT NULL,
  issuing_office VARCHAR(20) NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  base_amount DECIMAL(18,3) NOT NULL,
  tax_amount DECIMAL(18,3) NOT NULL,
  commission_amount DECIMAL(18,3) NOT NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  created_by_user_id BIGINT NULL,
  updated_by_user_id BIGINT NULL,
  version INT NOT NULL DEFAULT 1,
  PRIMARY KEY (booking_ticket_id),
  UNIQUE KEY uq_booking_tickets_tenant (partner_id, booking_ticket_id),
  UNIQUE KEY uq_booking_tickets_number (partner_id, ticket_number),
  UNIQUE KEY uq_booking_tickets_fare (partner_id, booking_fare_id, conjunction_number),
  KEY ix_booking_tickets_booking (partner_id, booking_id),
  KEY ix_booking_tickets_passenger (partner_id, booking_passenger_id),
  KEY ix_booking_tickets_supplier (partner_id, supplier_id),
  KEY ix_booking_tickets_created_at (partner_id, created_at),
  KEY ix_booking_tickets_currency (currency),
  CONSTRAINT fk_booking_tickets_booking FOREIGN KEY (partner_id, booking_id) REFERENCES bookings (partner_id, booking_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_booking_tickets_passenger FOREIGN KEY (partner_id, booking_passenger_id) REFERENCES booking_passengers (partner_id, booking_passenger_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_booking_tickets_fare FOREIGN KEY (partner_id, booking_fare_id) REFERENCES booking_fares (partner_id, booking_fare_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_booking_tickets_supplier FOREIGN KEY (partner_id, supplier_id) REFERENCES suppliers (partner_id, supplier_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_booking_tickets_currency FOREIGN KEY (currency) REFERENCES currencies (currency_code)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT ck_booking_tickets_number CHECK (ticket_number REGEXP '^[0-9]{13}$'),
  CONSTRAINT ck_booking_tickets_document_type CHECK (document_type IN ('ETKT')),
  CONSTRAINT ck_booking_tickets_status CHECK (status IN ('ISSUED', 'VOIDED', 'REFUNDED', 'EXCHANGED'))
) ENGINE = InnoDB;

CREATE TABLE booking_ticket_coupons (
  booking_ticket_coupon_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  booking_ticket_id BIGINT NOT NULL,
  booking_segment_id BIGINT NOT NULL,
  coupon_number TINYINT NOT NULL,
  coupon_status VARCHAR(20) NOT NULL DEFAULT 'OPEN',
  fare_basis VARCHAR(20) NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  created_by_user_id BIGINT NULL,
  updated_by_user_id BIGINT NULL,
  version INT NOT NULL DEFAULT 1,
  PRIMARY KEY (booking_ticket_coupon_id),
  UNIQUE KEY uq_booking_ticket_coupons_tenant (partner_id, booking_ticket_coupon_id),
  UNIQUE KEY uq_booking_ticket_coupons_number (partner_id, booking_ticket_id, coupon_number),
  KEY ix_booking_ticket_coupons_segment (partner_id, booking_segment_id),
  KEY ix_booking_ticket_coupons_created_at (partner_id, created_at),
  CONSTRAINT fk_booking_ticket_coupons_ticket FOREIGN KEY (partner_id, booking_ticket_id) REFERENCES booking_tickets (partner_id, booking_ticket_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_booking_ticket_coupons_segment FOREIGN KEY (partner_id, booking_segment_id) REFERENCES booking_segments (partner_id, booking_segment_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT ck_booking_ticket_coupons_number CHECK (coupon_number BETWEEN 1 AND 4),
  CONSTRAINT ck_booking_ticket_coupons_status CHECK (coupon_status IN ('OPEN', 'FLOWN', 'VOIDED', 'REFUNDED', 'EXCHANGED', 'SUSPENDED'))
) ENGINE = InnoDB;

CREATE TABLE documents (
  document_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  document_type VARCHAR(30) NOT NULL,
  booking_id BIGINT NULL,
  file_name VARCHAR(200) NOT NULL,
  content_type VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  byte_size BIGINT NOT NULL,
  sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  storage_key VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  created_by_user_id BIGINT NULL,
  updated_by_user_id BIGINT NULL,
  version INT NOT NULL DEFAULT 1,
  deleted_at DATETIME(6) NULL,
  PRIMARY KEY (document_id),
  UNIQUE KEY uq_documents_tenant (partner_id, document_id),
  UNIQUE KEY uq_documents_public_id (partner_id, public_id),
  KEY ix_documents_booking (partner_id, booking_id),
  KEY ix_documents_created_at (partner_id, created_at),
  CONSTRAINT fk_documents_partner FOREIGN KEY (partner_id) REFERENCES partners (partner_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_documents_booking FOREIGN KEY (partner_id, booking_id) REFERENCES bookings (partner_id, booking_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT ck_documents_type CHECK (document_type IN ('e_ticket'))
) ENGINE = InnoDB;

CREATE TABLE booking_history ENGINE = InnoDB SELECT * FROM bookings WHERE FALSE;
ALTER TABLE booking_history
  ADD COLUMN history_id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY FIRST,
  ADD COLUMN changed_at DATETIME(6) NOT NULL AFTER history_id,
  ADD COLUMN changed_by_user_id BIGINT NULL AFTER changed_at,
  ADD COLUMN change_type VARCHAR(10) NOT NULL AFTER changed_by_user_id,
  ADD COLUMN diff_json LONGTEXT NOT NULL AFTER change_type,
  ADD KEY ix_booking_history_entity (partner_id, booking_id, history_id),
  ADD CONSTRAINT ck_booking_history_change_type CHECK (change_type IN ('INSERT', 'UPDATE', 'DELETE', 'RESTORE'));

CREATE TABLE booking_ticket_history ENGINE = InnoDB SELECT * FROM booking_tickets WHERE FALSE;
ALTER TABLE booking_ticket_history
  ADD COLUMN history_id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY FIRST,
  ADD COLUMN changed_at DATETIME(6) NOT NULL AFTER history_id,
  ADD COLUMN changed_by_user_id BIGINT NULL AFTER changed_at,
  ADD COLUMN change_type VARCHAR(10) NOT NULL AFTER changed_by_user_id,
  ADD COLUMN diff_json LONGTEXT NOT NULL AFTER change_type,
  ADD KEY ix_booking_ticket_history_entity (partner_id, booking_ticket_id, history_id),
  ADD CONSTRAINT ck_booking_ticket_history_change_type CHECK (change_type IN ('INSERT', 'UPDATE', 'DELETE', 'RESTORE'));
