-- A report of one branch is that branch's; a document of a booking is of the booking's.

ALTER TABLE documents
  ADD COLUMN branch_id BIGINT NULL COMMENT 'of a report that is of one branch' AFTER booking_id,
  ADD KEY ix_documents_branch (partner_id, branch_id),
  ADD CONSTRAINT fk_documents_branch FOREIGN KEY (partner_id, branch_id) REFERENCES branches (partner_id, branch_id)
    ON UPDATE CASCADE ON DELETE RESTRICT;
