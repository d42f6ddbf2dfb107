-- What reports add up of lines, they find in the index that leads to the lines: by account, by
-- customer and by supplier, in the order of days and within a day in that of posting.

ALTER TABLE journal_entry_lines
  DROP KEY ix_journal_entry_lines_account,
  ADD KEY ix_journal_entry_lines_account (partner_id, account_id, entry_date, journal_entry_line_id, journal_entry_id, side, functional_amount, tax_code),
  DROP KEY ix_journal_entry_lines_customer,
  ADD KEY ix_journal_entry_lines_customer (partner_id, customer_id, entry_date, journal_entry_line_id, account_id, side, functional_amount),
  DROP KEY ix_journal_entry_lines_supplier,
  ADD KEY ix_journal_entry_lines_supplier (partner_id, supplier_id, entry_date, journal_entry_line_id, account_id, side, functional_amount);
