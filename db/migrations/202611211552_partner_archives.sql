-- Documents that are a partner's as a whole: everything it owns in one file, and its logo.

ALTER TABLE documents DROP CONSTRAINT ck_documents_type;
ALTER TABLE documents ADD CONSTRAINT ck_documents_type
  CHECK (document_type IN ('e_ticket', 'attachment', 'report', 'partner_archive', 'logo'));
