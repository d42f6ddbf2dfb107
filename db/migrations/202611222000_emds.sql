-- Ancillary services of a reservation: sold beside the fares, each against an EMD.
ALTER TABLE booking_fares
  ADD COLUMN document_type VARCHAR(4) NOT NULL DEFAULT 'ETKT' COMMENT 'EMDA is associated with a ticket, EMDS stands alone',
  ADD COLUMN service_name VARCHAR(80) NULL,
  ADD COLUMN rfic CHAR(1) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'reason for issuance code (IATA)',
  ADD COLUMN rfisc CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'reason for issuance sub code',
  ADD CONSTRAINT ck_booking_fares_document_type CHECK (document_type IN ('ETKT', 'EMDA', 'EMDS')),
  ADD CONSTRAINT ck_booking_fares_service CHECK (document_type <> 'ETKT' OR (service_name IS NULL AND rfic IS NULL AND rfisc IS NULL));

ALTER TABLE booking_tickets
  DROP CONSTRAINT ck_booking_tickets_document_type,
  ADD CONSTRAINT ck_booking_tickets_document_type CHECK (document_type IN ('ETKT', 'EMDA', 'EMDS'));
