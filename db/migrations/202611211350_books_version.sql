-- A posting may go by the chart and the periods as its process knows them: taking the entry number
-- fails where they have changed since. A change waits for the postings that have taken theirs.

ALTER TABLE sequences
  ADD COLUMN books_version CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT ''
    COMMENT 'a new one with every change of the chart or the periods' AFTER current_value;

CREATE TRIGGER chart_of_accounts_version_inserted AFTER INSERT ON chart_of_accounts FOR EACH ROW
  UPDATE sequences SET books_version = UUID()
    WHERE partner_id = NEW.partner_id AND sequence_name = 'journal_entry';

CREATE TRIGGER chart_of_accounts_version_updated AFTER UPDATE ON chart_of_accounts FOR EACH ROW
  UPDATE sequences SET books_version = UUID()
    WHERE partner_id = NEW.partner_id AND sequence_name = 'journal_entry';

CREATE TRIGGER accounting_periods_version_inserted AFTER INSERT ON accounting_periods FOR EACH ROW
  UPDATE sequences SET books_version = UUID()
    WHERE partner_id = NEW.partner_id AND sequence_name = 'journal_entry';

CREATE TRIGGER accounting_periods_version_updated AFTER UPDATE ON accounting_periods FOR EACH ROW
  UPDATE sequences SET books_version = UUID()
    WHERE partner_id = NEW.partner_id AND sequence_name = 'journal_entry';
