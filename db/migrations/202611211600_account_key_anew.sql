-- MySQL 9.7 does not check a foreign key where the index that it uses ends in a column that is NULL:
-- with tax_code in it, a line could name another partner's account. The tax summary reads it from
-- the lines of its few accounts.

ALTER TABLE journal_entry_lines
  DROP FOREIGN KEY fk_journal_entry_lines_account;

ALTER TABLE journal_entry_lines
  DROP KEY ix_journal_entry_lines_account,
  ADD KEY ix_journal_entry_lines_account (partner_id, account_id, entry_date, journal_entry_line_id, journal_entry_id, side, functional_amount),
  ADD CONSTRAINT fk_journal_entry_lines_account FOREIGN KEY (partner_id, account_id)
    REFERENCES chart_of_accounts (partner_id, account_id) ON DELETE RESTRICT;
