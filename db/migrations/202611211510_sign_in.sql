-- People sign in: what they prove it with, kept apart from who they are.

ALTER TABLE users
  ADD COLUMN email_verified_at DATETIME(6) NULL AFTER email,
  DROP CONSTRAINT ck_users_status,
  ADD CONSTRAINT ck_users_status CHECK (status IN ('invited', 'active', 'disabled'));
ALTER TABLE user_history ADD COLUMN email_verified_at DATETIME(6) NULL AFTER email;

CREATE TABLE user_credentials (
  user_credential_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  password_hash VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'Argon2id; NULL where the person signs in by other means',
  password_changed_at DATETIME(6) NULL,
  session_epoch INT NOT NULL DEFAULT 0 COMMENT 'raised, it ends every session and token that began before',
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  PRIMARY KEY (user_credential_id),
  UNIQUE KEY uq_user_credentials_tenant (partner_id, user_credential_id),
  UNIQUE KEY uq_user_credentials_user (partner_id, user_id),
  KEY ix_user_credentials_created_at (partner_id, created_at),
  CONSTRAINT fk_user_credentials_partner FOREIGN KEY (partner_id) REFERENCES partners (partner_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_user_credentials_user FOREIGN KEY (partner_id, user_id) REFERENCES users (partner_id, user_id)
    ON DELETE RESTRICT
) ENGINE = InnoDB;

INSERT INTO user_credentials (partner_id, user_id) SELECT partner_id, user_id FROM users;
