-- What a recognition run posts: an entry for each booking, or one for each batch, summed by account
-- and dimensions. A run keeps to what was settled when it began.
ALTER TABLE partners
  ADD COLUMN recognition_entries VARCHAR(12) NOT NULL DEFAULT 'per_booking',
  ADD CONSTRAINT ck_partners_recognition_entries CHECK (recognition_entries IN ('per_booking', 'summed'));
ALTER TABLE partner_history
  ADD COLUMN recognition_entries VARCHAR(12) NOT NULL DEFAULT 'per_booking';
ALTER TABLE recognition_runs
  ADD COLUMN recognition_entries VARCHAR(12) NOT NULL DEFAULT 'per_booking',
  ADD CONSTRAINT ck_recognition_runs_entries CHECK (recognition_entries IN ('per_booking', 'summed'));
