-- People sign in by an issuer of their partner's (OpenID Connect).

CREATE TABLE identity_providers (
  identity_provider_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  display_name VARCHAR(100) NOT NULL,
  issuer_url VARCHAR(400) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'never changed: links go by it',
  client_identifier VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'client_id at the issuer',
  client_secret_encrypted VARBINARY(1024) NULL COMMENT 'NULL for a client that proves itself by PKCE alone',
  email_domains TEXT NOT NULL COMMENT 'JSON array; empty: any address',
  is_linking_by_email TINYINT(1) NOT NULL DEFAULT 0 COMMENT 'a first sign-in finds the person by their verified address',
  is_inviting_unknown TINYINT(1) NOT NULL DEFAULT 0 COMMENT 'who is unknown is invited, in place of refused',
  is_second_factor_accepted TINYINT(1) NOT NULL DEFAULT 0 COMMENT 'amr mfa counts as a second factor',
  is_active TINYINT(1) NOT NULL DEFAULT 1,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  created_by_user_id BIGINT NULL,
  updated_by_user_id BIGINT NULL,
  version INT NOT NULL DEFAULT 1,
  PRIMARY KEY (identity_provider_id),
  UNIQUE KEY uq_identity_providers_tenant (partner_id, identity_provider_id),
  UNIQUE KEY uq_identity_providers_public_id (partner_id, public_id),
  UNIQUE KEY uq_identity_providers_client (partner_id, issuer_url, client_identifier),
  KEY ix_identity_providers_created_at (partner_id, created_at),
  CONSTRAINT fk_identity_providers_partner FOREIGN KEY (partner_id) REFERENCES partners (partner_id)
    ON UPDATE CASCADE ON DELETE RESTRICT
) ENGINE = InnoDB;

CREATE TABLE identity_provider_history ENGINE = InnoDB SELECT * FROM identity_providers WHERE FALSE;
ALTER TABLE identity_provider_history
  ADD COLUMN history_id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY FIRST,
  ADD COLUMN changed_at DATETIME(6) NOT NULL AFTER history_id,
  ADD COLUMN changed_by_user_id BIGINT NULL AFTER changed_at,
  ADD COLUMN change_type VARCHAR(10) NOT NULL AFTER changed_by_user_id,
  ADD COLUMN diff_json LONGTEXT NOT NULL AFTER change_type,
  ADD KEY ix_identity_provider_history_entity (partner_id, identity_provider_id, history_id),
  ADD CONSTRAINT ck_identity_provider_history_change_type CHECK (change_type IN ('INSERT', 'UPDATE', 'DELETE', 'RESTORE'));

-- Whom an issuer's subject is, to us.
CREATE TABLE user_identities (
  user_identity_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  user_id BIGINT NOT NULL,
  identity_provider_id BIGINT NOT NULL,
  subject VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  last_used_at DATETIME(6) NOT NULL,
  removal BIGINT NOT NULL DEFAULT 0 COMMENT '0 while the link counts; its own number once it is removed',
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  PRIMARY KEY (user_identity_id),
  UNIQUE KEY uq_user_identities_tenant (partner_id, user_identity_id),
  UNIQUE KEY uq_user_identities_public_id (partner_id, public_id),
  UNIQUE KEY uq_user_identities_subject (partner_id, identity_provider_id, subject, removal),
  UNIQUE KEY uq_user_identities_user (partner_id, user_id, identity_provider_id, removal),
  KEY ix_user_identities_created_at (partner_id, created_at),
  CONSTRAINT fk_user_identities_partner FOREIGN KEY (partner_id) REFERENCES partners (partner_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_user_identities_user FOREIGN KEY (partner_id, user_id) REFERENCES users (partner_id, user_id)
    ON DELETE RESTRICT,
  CONSTRAINT fk_user_identities_provider FOREIGN KEY (partner_id, identity_provider_id)
    REFERENCES identity_providers (partner_id, identity_provider_id) ON DELETE RESTRICT
) ENGINE = InnoDB;
