-- A token is answered in the version of the API that it was made in, unless a request names another.

ALTER TABLE personal_access_tokens
  ADD COLUMN api_version CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '2026-11-01' COMMENT 'the version that it is answered in' AFTER allowed_ranges;

ALTER TABLE personal_access_token_history
  ADD COLUMN api_version CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '2026-11-01' COMMENT 'the version that it is answered in' AFTER allowed_ranges;
