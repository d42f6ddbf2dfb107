-- How many hours before a deadline people are reminded; empty reminds nobody.
ALTER TABLE partners
  ADD COLUMN hold_reminder_hours VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '24,2',
  ADD COLUMN memo_reminder_hours VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '168,48,24';
ALTER TABLE partner_history
  ADD COLUMN hold_reminder_hours VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '24,2',
  ADD COLUMN memo_reminder_hours VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '168,48,24';
