-- Tokens of people inherit what their person may do; a token may be held to addresses, and be rotated.

ALTER TABLE personal_access_tokens
  MODIFY COLUMN scopes TEXT CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'permissions, separated by spaces; NULL: all that its person may do',
  ADD COLUMN allowed_ranges TEXT CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'CIDR, separated by spaces; NULL: from anywhere' AFTER scopes,
  ADD COLUMN rotated_from_id BIGINT NULL COMMENT 'the token that this one replaces' AFTER allowed_ranges,
  ADD KEY ix_personal_access_tokens_rotated_from (partner_id, rotated_from_id),
  ADD CONSTRAINT fk_personal_access_tokens_rotated_from FOREIGN KEY (partner_id, rotated_from_id)
    REFERENCES personal_access_tokens (partner_id, personal_access_token_id)
    ON DELETE RESTRICT;

ALTER TABLE personal_access_token_history
  MODIFY COLUMN scopes TEXT CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'permissions, separated by spaces; NULL: all that its person may do',
  ADD COLUMN allowed_ranges TEXT CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'CIDR, separated by spaces; NULL: from anywhere' AFTER scopes,
  ADD COLUMN rotated_from_id BIGINT NULL COMMENT 'the token that this one replaces' AFTER allowed_ranges;
