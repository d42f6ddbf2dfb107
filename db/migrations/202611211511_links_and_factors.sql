-- Links that are mailed to people, their second factors, and the sign-ins of mobile clients.

CREATE TABLE user_links (
  user_link_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  user_id BIGINT NOT NULL,
  link_kind VARCHAR(20) NOT NULL,
  secret_hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'SHA-256 of 256 random bits',
  secret_encrypted VARBINARY(255) NULL COMMENT 'until it is mailed',
  new_email VARCHAR(254) NULL COMMENT 'the address that is to be verified, where it replaces another',
  expires_at DATETIME(6) NOT NULL,
  used_at DATETIME(6) NULL,
  is_current TINYINT(1) NULL DEFAULT 1 COMMENT 'NULL once it is used, or replaced by a newer one',
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  PRIMARY KEY (user_link_id),
  UNIQUE KEY uq_user_links_tenant (partner_id, user_link_id),
  UNIQUE KEY uq_user_links_public_id (partner_id, public_id),
  UNIQUE KEY uq_user_links_secret_hash (partner_id, secret_hash),
  UNIQUE KEY uq_user_links_current (partner_id, user_id, link_kind, is_current),
  KEY ix_user_links_created_at (partner_id, created_at),
  CONSTRAINT fk_user_links_partner FOREIGN KEY (partner_id) REFERENCES partners (partner_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_user_links_user FOREIGN KEY (partner_id, user_id) REFERENCES users (partner_id, user_id)
    ON DELETE RESTRICT,
  CONSTRAINT ck_user_links_kind CHECK (link_kind IN ('invitation', 'email_verification', 'password_reset'))
) ENGINE = InnoDB;

CREATE TABLE user_totps (
  user_totp_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  secret_encrypted VARBINARY(255) NOT NULL,
  confirmed_at DATETIME(6) NULL COMMENT 'asked for at sign-in from then on',
  last_time_step BIGINT NULL COMMENT 'of the last code that was taken: none before or at it is taken again',
  is_current TINYINT(1) NULL DEFAULT 1,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  PRIMARY KEY (user_totp_id),
  UNIQUE KEY uq_user_totps_tenant (partner_id, user_totp_id),
  UNIQUE KEY uq_user_totps_current (partner_id, user_id, is_current),
  KEY ix_user_totps_created_at (partner_id, created_at),
  CONSTRAINT fk_user_totps_partner FOREIGN KEY (partner_id) REFERENCES partners (partner_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_user_totps_user FOREIGN KEY (partner_id, user_id) REFERENCES users (partner_id, user_id)
    ON DELETE RESTRICT
) ENGINE = InnoDB;

CREATE TABLE user_recovery_codes (
  user_recovery_code_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  secret_hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'SHA-256 of 80 random bits with the person',
  used_at DATETIME(6) NULL,
  is_current TINYINT(1) NULL DEFAULT 1 COMMENT 'NULL once it is used, or replaced by others',
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  PRIMARY KEY (user_recovery_code_id),
  UNIQUE KEY uq_user_recovery_codes_tenant (partner_id, user_recovery_code_id),
  KEY ix_user_recovery_codes_user (partner_id, user_id, is_current),
  KEY ix_user_recovery_codes_created_at (partner_id, created_at),
  CONSTRAINT fk_user_recovery_codes_partner FOREIGN KEY (partner_id) REFERENCES partners (partner_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_user_recovery_codes_user FOREIGN KEY (partner_id, user_id) REFERENCES users (partner_id, user_id)
    ON DELETE RESTRICT
) ENGINE = InnoDB;

CREATE TABLE refresh_token_families (
  refresh_token_family_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  user_id BIGINT NOT NULL,
  session_epoch INT NOT NULL,
  assurance_level TINYINT NOT NULL,
  authenticated_at DATETIME(6) NOT NULL,
  ip_address VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NULL,
  user_agent VARCHAR(400) NULL,
  expires_at DATETIME(6) NOT NULL,
  last_used_at DATETIME(6) NOT NULL,
  revoked_at DATETIME(6) NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  PRIMARY KEY (refresh_token_family_id),
  UNIQUE KEY uq_refresh_token_families_tenant (partner_id, refresh_token_family_id),
  UNIQUE KEY uq_refresh_token_families_public_id (partner_id, public_id),
  KEY ix_refresh_token_families_user (partner_id, user_id),
  KEY ix_refresh_token_families_created_at (partner_id, created_at),
  CONSTRAINT fk_refresh_token_families_partner FOREIGN KEY (partner_id) REFERENCES partners (partner_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_refresh_token_families_user FOREIGN KEY (partner_id, user_id) REFERENCES users (partner_id, user_id)
    ON DELETE RESTRICT
) ENGINE = InnoDB;

CREATE TABLE refresh_tokens (
  refresh_token_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  refresh_token_family_id BIGINT NOT NULL,
  secret_hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'SHA-256 of 256 random bits',
  used_at DATETIME(6) NULL COMMENT 'a second use ends its family',
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  PRIMARY KEY (refresh_token_id),
  UNIQUE KEY uq_refresh_tokens_tenant (partner_id, refresh_token_id),
  UNIQUE KEY uq_refresh_tokens_secret_hash (partner_id, secret_hash),
  KEY ix_refresh_tokens_family (partner_id, refresh_token_family_id),
  KEY ix_refresh_tokens_created_at (partner_id, created_at),
  CONSTRAINT fk_refresh_tokens_partner FOREIGN KEY (partner_id) REFERENCES partners (partner_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_refresh_tokens_family FOREIGN KEY (partner_id, refresh_token_family_id)
    REFERENCES refresh_token_families (partner_id, refresh_token_family_id)
    ON DELETE RESTRICT
) ENGINE = InnoDB;
