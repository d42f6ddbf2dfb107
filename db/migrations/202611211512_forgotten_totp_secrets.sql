-- The secret of an authenticator that was removed is not kept.

ALTER TABLE user_totps
  MODIFY COLUMN secret_encrypted VARBINARY(255) NULL COMMENT 'NULL once it is removed';
UPDATE user_totps SET secret_encrypted = NULL WHERE is_current IS NULL;
