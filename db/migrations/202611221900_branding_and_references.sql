-- How a partner's papers look, and how the references of its bookings are written.

ALTER TABLE partners
  ADD COLUMN booking_reference_year VARCHAR(5) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'full'
    COMMENT 'none: one series over all years' AFTER booking_reference_prefix,
  ADD COLUMN booking_reference_separator VARCHAR(1) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '-' AFTER booking_reference_year,
  ADD COLUMN booking_reference_digits TINYINT NOT NULL DEFAULT 6 COMMENT 'at least; longer numbers are not cut' AFTER booking_reference_separator,
  ADD COLUMN brand_name VARCHAR(200) NULL COMMENT 'on papers and mails, in place of the name' AFTER postal_address,
  ADD COLUMN brand_color CHAR(7) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT '#RRGGBB, dark enough for white text' AFTER brand_name,
  ADD COLUMN logo_document_id BIGINT NULL AFTER brand_color,
  ADD KEY ix_partners_logo (partner_id, logo_document_id),
  ADD CONSTRAINT fk_partners_logo FOREIGN KEY (partner_id, logo_document_id) REFERENCES documents (partner_id, document_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  ADD CONSTRAINT ck_partners_reference_year CHECK (booking_reference_year IN ('full', 'short', 'none')),
  ADD CONSTRAINT ck_partners_reference_separator CHECK (booking_reference_separator IN ('', '-', '.')),
  ADD CONSTRAINT ck_partners_reference_unambiguous CHECK (booking_reference_separator <> '' OR booking_reference_year = 'none'),
  ADD CONSTRAINT ck_partners_reference_digits CHECK (booking_reference_digits BETWEEN 3 AND 10);
ALTER TABLE partner_history
  ADD COLUMN booking_reference_year VARCHAR(5) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'full'
    COMMENT 'none: one series over all years' AFTER booking_reference_prefix,
  ADD COLUMN booking_reference_separator VARCHAR(1) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '-' AFTER booking_reference_year,
  ADD COLUMN booking_reference_digits TINYINT NOT NULL DEFAULT 6 COMMENT 'at least; longer numbers are not cut' AFTER booking_reference_separator,
  ADD COLUMN brand_name VARCHAR(200) NULL COMMENT 'on papers and mails, in place of the name' AFTER postal_address,
  ADD COLUMN brand_color CHAR(7) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT '#RRGGBB, dark enough for white text' AFTER brand_name,
  ADD COLUMN logo_document_id BIGINT NULL AFTER brand_color;
