-- How a partner writes the numbers of its journal entries. What is posted keeps its number as it was
-- written; `entry_number` stays one series over all years, which statements and the fold go by.

ALTER TABLE partners
  ADD COLUMN entry_number_prefix VARCHAR(6) CHARACTER SET ascii COLLATE ascii_bin NULL
    COMMENT 'NULL: told by the number itself' AFTER booking_reference_digits,
  ADD COLUMN entry_number_year VARCHAR(5) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'full'
    COMMENT 'of the fiscal year; none: one series over all years' AFTER entry_number_prefix,
  ADD COLUMN entry_number_separator VARCHAR(1) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '-' AFTER entry_number_year,
  ADD COLUMN entry_number_digits TINYINT NOT NULL DEFAULT 6 COMMENT 'at least; longer numbers are not cut' AFTER entry_number_separator,
  ADD CONSTRAINT ck_partners_entry_number_year CHECK (entry_number_year IN ('full', 'short', 'none')),
  ADD CONSTRAINT ck_partners_entry_number_separator CHECK (entry_number_separator IN ('', '-', '.')),
  ADD CONSTRAINT ck_partners_entry_number_unambiguous CHECK (entry_number_separator <> '' OR entry_number_year = 'none'),
  ADD CONSTRAINT ck_partners_entry_number_digits CHECK (entry_number_digits BETWEEN 3 AND 10);
ALTER TABLE partner_history
  ADD COLUMN entry_number_prefix VARCHAR(6) CHARACTER SET ascii COLLATE ascii_bin NULL
    COMMENT 'NULL: told by the number itself' AFTER booking_reference_digits,
  ADD COLUMN entry_number_year VARCHAR(5) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'full'
    COMMENT 'of the fiscal year; none: one series over all years' AFTER entry_number_prefix,
  ADD COLUMN entry_number_separator VARCHAR(1) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '-' AFTER entry_number_year,
  ADD COLUMN entry_number_digits TINYINT NOT NULL DEFAULT 6 COMMENT 'at least; longer numbers are not cut' AFTER entry_number_separator;

ALTER TABLE journal_entries
  ADD COLUMN entry_reference VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NULL
    COMMENT 'the number as it was written; NULL: the number itself' AFTER entry_number,
  ADD COLUMN year_number BIGINT NULL
    COMMENT 'gap-free in its fiscal year; NULL: written without a year' AFTER entry_reference,
  ADD UNIQUE KEY uq_journal_entries_reference (partner_id, entry_reference),
  ADD CONSTRAINT ck_journal_entries_year_number CHECK (year_number IS NULL OR entry_reference IS NOT NULL);

-- A format is of what a posting goes by, as the chart and the periods are (202611211350).
CREATE TRIGGER partners_version_updated AFTER UPDATE ON partners FOR EACH ROW
  UPDATE sequences SET books_version = UUID()
    WHERE partner_id = NEW.partner_id AND sequence_name = 'journal_entry'
      AND NOT (NEW.entry_number_prefix <=> OLD.entry_number_prefix
        AND NEW.entry_number_year = OLD.entry_number_year
        AND NEW.entry_number_separator = OLD.entry_number_separator
        AND NEW.entry_number_digits = OLD.entry_number_digits);
