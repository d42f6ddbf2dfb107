-- A draft that nobody needs any more is kept, and says so.

ALTER TABLE journal_drafts DROP CONSTRAINT ck_journal_drafts_status;
ALTER TABLE journal_drafts ADD CONSTRAINT ck_journal_drafts_status
  CHECK (status IN ('draft', 'submitted', 'rejected', 'posted', 'discarded'));
