-- What was accepted of a file's differences, with the entry that brought our books to the billing.
ALTER TABLE bsp_exceptions
  ADD COLUMN journal_entry_id BIGINT NULL COMMENT 'what accepting it posted',
  ADD KEY ix_bsp_exceptions_entry (partner_id, journal_entry_id),
  ADD CONSTRAINT fk_bsp_exceptions_entry FOREIGN KEY (partner_id, journal_entry_id) REFERENCES journal_entries (partner_id, journal_entry_id)
    ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE bsp_exception_history ADD COLUMN journal_entry_id BIGINT NULL COMMENT 'what accepting it posted';

-- Until when a memo of a file may be disputed: no file says it, and plans differ (30 to 60 days).
ALTER TABLE partners
  ADD COLUMN bsp_dispute_days INT NOT NULL DEFAULT 30 COMMENT 'after the day a memo was issued',
  ADD CONSTRAINT ck_partners_bsp_dispute_days CHECK (bsp_dispute_days BETWEEN 1 AND 365);
ALTER TABLE partner_history ADD COLUMN bsp_dispute_days INT NOT NULL DEFAULT 30;
