-- Roles whose word a period's close needs, by their codes with commas between them.
ALTER TABLE partners
  ADD COLUMN close_sign_off_roles VARCHAR(500) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '';
ALTER TABLE partner_history
  ADD COLUMN close_sign_off_roles VARCHAR(500) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '';

-- Words that people give to a period, and what ends them: a row is never changed.
CREATE TABLE period_sign_offs (
  period_sign_off_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  accounting_period_id BIGINT NOT NULL,
  sign_off_kind VARCHAR(10) NOT NULL,
  ended_sign_off_id BIGINT NULL COMMENT 'the word that it ends',
  role_code VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  user_id BIGINT NOT NULL COMMENT 'who has given it',
  note VARCHAR(500) NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  PRIMARY KEY (period_sign_off_id),
  UNIQUE KEY uq_period_sign_offs_tenant (partner_id, period_sign_off_id),
  UNIQUE KEY uq_period_sign_offs_ended (partner_id, ended_sign_off_id),
  KEY ix_period_sign_offs_period (partner_id, accounting_period_id),
  KEY ix_period_sign_offs_user (partner_id, user_id),
  KEY ix_period_sign_offs_created_at (partner_id, created_at),
  CONSTRAINT fk_period_sign_offs_period FOREIGN KEY (partner_id, accounting_period_id)
    REFERENCES accounting_periods (partner_id, accounting_period_id) ON DELETE RESTRICT,
  CONSTRAINT fk_period_sign_offs_ended FOREIGN KEY (partner_id, ended_sign_off_id)
    REFERENCES period_sign_offs (partner_id, period_sign_off_id) ON DELETE RESTRICT,
  CONSTRAINT fk_period_sign_offs_user FOREIGN KEY (partner_id, user_id)
    REFERENCES users (partner_id, user_id) ON DELETE RESTRICT,
  CONSTRAINT ck_period_sign_offs_kind CHECK (sign_off_kind IN ('given', 'withdrawn', 'voided'))
) ENGINE = InnoDB;
