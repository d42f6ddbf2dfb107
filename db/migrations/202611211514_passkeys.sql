-- People sign in with passkeys (WebAuthn).

CREATE TABLE user_passkeys (
  user_passkey_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  user_id BIGINT NOT NULL,
  display_name VARCHAR(100) NOT NULL,
  credential VARCHAR(1400) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'the authenticator''s name for it, base64url',
  credential_hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'SHA-256 of it, to find it by',
  public_key VARBINARY(2000) NOT NULL COMMENT 'COSE',
  sign_count BIGINT NOT NULL COMMENT 'of the last signature; a lower one comes from a copy',
  transports VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'JSON array of what the browser said',
  is_synced TINYINT(1) NOT NULL COMMENT 'may be on more devices than one',
  last_used_at DATETIME(6) NULL,
  removal BIGINT NOT NULL DEFAULT 0 COMMENT '0 while it counts; its own number once it is removed',
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  PRIMARY KEY (user_passkey_id),
  UNIQUE KEY uq_user_passkeys_tenant (partner_id, user_passkey_id),
  UNIQUE KEY uq_user_passkeys_public_id (partner_id, public_id),
  UNIQUE KEY uq_user_passkeys_credential (partner_id, credential_hash, removal),
  KEY ix_user_passkeys_user (partner_id, user_id, removal),
  KEY ix_user_passkeys_created_at (partner_id, created_at),
  CONSTRAINT fk_user_passkeys_partner FOREIGN KEY (partner_id) REFERENCES partners (partner_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_user_passkeys_user FOREIGN KEY (partner_id, user_id) REFERENCES users (partner_id, user_id)
    ON DELETE RESTRICT
) ENGINE = InnoDB;
