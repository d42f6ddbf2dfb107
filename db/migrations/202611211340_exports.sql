-- A report that was exported is a document as any other.

ALTER TABLE documents DROP CONSTRAINT ck_documents_type;
ALTER TABLE documents ADD CONSTRAINT ck_documents_type CHECK (document_type IN ('e_ticket', 'attachment', 'report'));
