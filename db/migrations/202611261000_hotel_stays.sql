-- Stays at hotels: a booking of its own kind, whose one document is the supplier's voucher.
ALTER TABLE bookings DROP CONSTRAINT ck_bookings_product;
ALTER TABLE bookings
  ADD CONSTRAINT ck_bookings_product CHECK (product_code IN ('air', 'hotel'));

ALTER TABLE booking_tickets DROP CONSTRAINT ck_booking_tickets_document_type;
ALTER TABLE booking_tickets
  MODIFY COLUMN ticket_number VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT '13 digits; of a voucher the supplier''s name of the booking',
  MODIFY COLUMN first_ticket_number VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  ADD CONSTRAINT ck_booking_tickets_document_type CHECK (document_type IN ('ETKT', 'EMDA', 'EMDS', 'VCHR'));
ALTER TABLE booking_ticket_history
  MODIFY COLUMN ticket_number VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  MODIFY COLUMN first_ticket_number VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL;

ALTER TABLE booking_fares DROP CONSTRAINT ck_booking_fares_document_type;
ALTER TABLE booking_fares DROP CONSTRAINT ck_booking_fares_service;
ALTER TABLE booking_fares
  ADD CONSTRAINT ck_booking_fares_document_type CHECK (document_type IN ('ETKT', 'EMDA', 'EMDS', 'VCHR')),
  ADD CONSTRAINT ck_booking_fares_service CHECK (document_type IN ('EMDA', 'EMDS') OR (service_name IS NULL AND rfic IS NULL AND rfisc IS NULL));

ALTER TABLE booking_passengers
  ADD COLUMN room_number SMALLINT NULL COMMENT 'of a stay, from 1' AFTER passenger_type,
  ADD COLUMN child_age SMALLINT NULL COMMENT 'in years, at a stay' AFTER room_number,
  ADD CONSTRAINT ck_booking_passengers_child_age CHECK (child_age IS NULL OR (room_number IS NOT NULL AND passenger_type = 'CHD'));

CREATE TABLE booking_stays (
  booking_stay_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  booking_segment_id BIGINT NOT NULL,
  hotel_code VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'the supplier''s',
  hotel_name VARCHAR(200) NOT NULL,
  payment VARCHAR(20) NOT NULL,
  offer_reference TEXT NOT NULL COMMENT 'keys of the rates, by which the supplier sells them',
  rooms LONGTEXT NOT NULL COMMENT 'JSON',
  cancellation_fees LONGTEXT NOT NULL COMMENT 'JSON',
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  PRIMARY KEY (booking_stay_id),
  UNIQUE KEY uq_booking_stays_tenant (partner_id, booking_stay_id),
  UNIQUE KEY uq_booking_stays_segment (partner_id, booking_segment_id),
  KEY ix_booking_stays_created_at (partner_id, created_at),
  CONSTRAINT fk_booking_stays_segment FOREIGN KEY (partner_id, booking_segment_id) REFERENCES booking_segments (partner_id, booking_segment_id)
    ON UPDATE RESTRICT ON DELETE RESTRICT,
  CONSTRAINT ck_booking_stays_payment CHECK (payment IN ('prepaid', 'at_property'))
) ENGINE = InnoDB;
