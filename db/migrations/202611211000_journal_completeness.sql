-- Two ways past the balance of a complete entry are closed: a line numbered before the first, and
-- lines whose functional amounts add up only because they are in different currencies.

ALTER TABLE journal_entry_lines
  ADD CONSTRAINT ck_journal_entry_lines_number CHECK (line_number >= 1);

DROP TRIGGER journal_entry_lines_balance;

-- The last line of an entry is refused unless all of them balance, and no line can follow it.
CREATE TRIGGER journal_entry_lines_balance AFTER INSERT ON journal_entry_lines FOR EACH ROW
BEGIN
  DECLARE expected_count INT;
  DECLARE expected_currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin;
  DECLARE expected_total, functional_debits, functional_credits, reporting_difference, transaction_difference DECIMAL(20,3);
  DECLARE actual_count, in_currency_count, transaction_currencies, reporting_currencies INT;
  SELECT line_count, functional_total, functional_currency INTO expected_count, expected_total, expected_currency
    FROM journal_entries WHERE journal_entry_id = NEW.journal_entry_id;
  IF NEW.line_number > expected_count THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'JE_UNBALANCED: the entry is already complete';
  END IF;
  IF NEW.line_number = expected_count THEN
    SELECT COUNT(*), SUM(functional_currency = expected_currency),
        COUNT(DISTINCT transaction_currency), COUNT(DISTINCT reporting_currency),
        SUM(IF(side = 'debit', functional_amount, 0)), SUM(IF(side = 'credit', functional_amount, 0)),
        SUM(IF(side = 'debit', COALESCE(reporting_amount, 0), -COALESCE(reporting_amount, 0))),
        SUM(IF(side = 'debit', transaction_amount, -transaction_amount))
      INTO actual_count, in_currency_count, transaction_currencies, reporting_currencies,
        functional_debits, functional_credits, reporting_difference, transaction_difference
      FROM journal_entry_lines WHERE partner_id = NEW.partner_id AND journal_entry_id = NEW.journal_entry_id;
    IF actual_count <> expected_count OR in_currency_count <> expected_count OR reporting_currencies > 1
        OR functional_debits <> functional_credits OR functional_debits <> expected_total
        OR reporting_difference <> 0 OR (transaction_currencies = 1 AND transaction_difference <> 0) THEN
      SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'JE_UNBALANCED: the lines of the entry do not balance';
    END IF;
  END IF;
END;

-- MySQL 9.7 does not check a composite key that references its own table when a row is inserted.
CREATE TRIGGER journal_entries_own_reversal BEFORE INSERT ON journal_entries FOR EACH ROW
BEGIN
  IF NEW.reverses_journal_entry_id IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM journal_entries
        WHERE partner_id = NEW.partner_id AND journal_entry_id = NEW.reverses_journal_entry_id) THEN
    SIGNAL SQLSTATE '23000' SET MYSQL_ERRNO = 1452,
      MESSAGE_TEXT = 'CONSTRAINT `fk_journal_entries_reverses`: the partner has no such entry';
  END IF;
END;

CREATE TRIGGER chart_of_accounts_own_parent BEFORE INSERT ON chart_of_accounts FOR EACH ROW
BEGIN
  IF NEW.parent_account_id IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM chart_of_accounts
        WHERE partner_id = NEW.partner_id AND account_id = NEW.parent_account_id) THEN
    SIGNAL SQLSTATE '23000' SET MYSQL_ERRNO = 1452,
      MESSAGE_TEXT = 'CONSTRAINT `fk_chart_of_accounts_parent`: the partner has no such account';
  END IF;
END;
