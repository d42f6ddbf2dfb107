-- Since when an attempt has been handing the mail in: another one leaves it alone for a while.
ALTER TABLE email_outbox ADD COLUMN sending_since DATETIME(6) NULL AFTER attempt_count;
