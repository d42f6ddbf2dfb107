-- The account that the partner pays from, sealed as its suppliers' are. Numbers that stand in the plain
-- column cannot be sealed here, where there is no key: they are entered again.
ALTER TABLE partners
  DROP COLUMN bank_account_number,
  ADD COLUMN bank_account_number_encrypted VARBINARY(512) NULL,
  ADD COLUMN bank_account_number_last_four CHAR(4) CHARACTER SET ascii COLLATE ascii_bin NULL;
ALTER TABLE partner_history
  DROP COLUMN bank_account_number,
  ADD COLUMN bank_account_number_encrypted VARBINARY(512) NULL,
  ADD COLUMN bank_account_number_last_four CHAR(4) CHARACTER SET ascii COLLATE ascii_bin NULL;
