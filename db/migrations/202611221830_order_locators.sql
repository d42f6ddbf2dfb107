-- An order of an airline or an aggregator is named by more characters than a PNR of a GDS.
ALTER TABLE booking_pnrs
  MODIFY supplier_record_locator VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL;
