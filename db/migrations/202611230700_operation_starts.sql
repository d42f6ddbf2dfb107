-- What starts the workflow of an operation that was accepted, should the API die before it does.
ALTER TABLE operations
  ADD COLUMN workflow_start TEXT NULL COMMENT 'type, task queue and search attributes; no personal data',
  ADD KEY ix_operations_stage (status, stage, created_at);
