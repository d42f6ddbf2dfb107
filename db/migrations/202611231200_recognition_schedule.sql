-- Whether a partner's deferred revenue is recognised by itself: not, once a month is over, or every
-- night.
ALTER TABLE partners
  ADD COLUMN recognition_schedule VARCHAR(8) NOT NULL DEFAULT 'off',
  ADD CONSTRAINT ck_partners_recognition_schedule CHECK (recognition_schedule IN ('off', 'monthly', 'daily'));
ALTER TABLE partner_history
  ADD COLUMN recognition_schedule VARCHAR(8) NOT NULL DEFAULT 'off';
