-- Prices that a supplier has come to ask between booking and ticketing: found before anything is
-- issued, and taken by somebody by name. The fares that were sold before stay as rows.

CREATE TABLE price_changes (
  price_change_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  booking_id BIGINT NOT NULL,
  status VARCHAR(12) NOT NULL DEFAULT 'FOUND' COMMENT 'SUPERSEDED: another one was found since',
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  old_fare_amount DECIMAL(18,3) NOT NULL,
  old_tax_amount DECIMAL(18,3) NOT NULL,
  new_fare_amount DECIMAL(18,3) NOT NULL,
  new_tax_amount DECIMAL(18,3) NOT NULL,
  terms LONGTEXT NOT NULL COMMENT 'the fares that change, as they would be',
  accepted_at DATETIME(6) NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  created_by_user_id BIGINT NULL,
  updated_by_user_id BIGINT NULL,
  version INT NOT NULL DEFAULT 1,
  PRIMARY KEY (price_change_id),
  UNIQUE KEY uq_price_changes_tenant (partner_id, price_change_id),
  UNIQUE KEY uq_price_changes_public_id (partner_id, public_id),
  KEY ix_price_changes_booking (partner_id, booking_id, created_at),
  KEY ix_price_changes_created_at (partner_id, created_at),
  KEY ix_price_changes_currency (currency),
  CONSTRAINT fk_price_changes_booking FOREIGN KEY (partner_id, booking_id) REFERENCES bookings (partner_id, booking_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_price_changes_currency FOREIGN KEY (currency) REFERENCES currencies (currency_code)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT ck_price_changes_status CHECK (status IN ('FOUND', 'ACCEPTED', 'SUPERSEDED')),
  CONSTRAINT ck_price_changes_amounts CHECK (old_fare_amount >= 0 AND old_tax_amount >= 0 AND new_fare_amount >= 0 AND new_tax_amount >= 0),
  CONSTRAINT ck_price_changes_accepted CHECK ((accepted_at IS NOT NULL) = (status = 'ACCEPTED'))
) ENGINE = InnoDB;

-- A fare that was sold at another price before: the change of price that took its place.
ALTER TABLE booking_fares
  ADD COLUMN price_change_id BIGINT NULL COMMENT 'that replaced it; NULL where it stands' AFTER supplier_fare_reference,
  ADD KEY ix_booking_fares_price_change (partner_id, price_change_id),
  ADD CONSTRAINT fk_booking_fares_price_change FOREIGN KEY (partner_id, price_change_id) REFERENCES price_changes (partner_id, price_change_id)
    ON UPDATE RESTRICT ON DELETE RESTRICT;
