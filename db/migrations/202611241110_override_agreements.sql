-- What an airline or another supplier pays on top of the commission of each ticket, by the volume of
-- a time; and what of it was accrued, period by period.
CREATE TABLE override_agreements (
  override_agreement_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  agreement_code VARCHAR(40) NOT NULL,
  supplier_id BIGINT NOT NULL,
  commission_kind VARCHAR(10) NOT NULL,
  valid_from DATE NOT NULL,
  valid_until DATE NOT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  tiers LONGTEXT NOT NULL COMMENT 'from which volume on, which percentage of all of it',
  expected_volume_amount DECIMAL(18,3) NULL COMMENT 'of the whole time; NULL: what was reached counts',
  is_highly_probable TINYINT(1) NOT NULL DEFAULT 0 COMMENT 'that the expected volume is reached (IFRS 15.56)',
  is_active TINYINT(1) NOT NULL DEFAULT 1,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  created_by_user_id BIGINT NULL,
  updated_by_user_id BIGINT NULL,
  version INT NOT NULL DEFAULT 1,
  PRIMARY KEY (override_agreement_id),
  UNIQUE KEY uq_override_agreements_tenant (partner_id, override_agreement_id),
  UNIQUE KEY uq_override_agreements_public_id (partner_id, public_id),
  UNIQUE KEY uq_override_agreements_code (partner_id, agreement_code),
  KEY ix_override_agreements_supplier (partner_id, supplier_id),
  KEY ix_override_agreements_created_at (partner_id, created_at),
  KEY ix_override_agreements_currency (currency),
  CONSTRAINT fk_override_agreements_supplier FOREIGN KEY (partner_id, supplier_id) REFERENCES suppliers (partner_id, supplier_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_override_agreements_currency FOREIGN KEY (currency) REFERENCES currencies (currency_code)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT ck_override_agreements_kind CHECK (commission_kind IN ('override', 'incentive')),
  CONSTRAINT ck_override_agreements_valid CHECK (valid_until >= valid_from),
  CONSTRAINT ck_override_agreements_expected CHECK (expected_volume_amount >= 0)
) ENGINE = InnoDB;

CREATE TABLE override_agreement_history ENGINE = InnoDB SELECT * FROM override_agreements WHERE FALSE;
ALTER TABLE override_agreement_history
  ADD COLUMN history_id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY FIRST,
  ADD COLUMN changed_at DATETIME(6) NOT NULL AFTER history_id,
  ADD COLUMN changed_by_user_id BIGINT NULL AFTER changed_at,
  ADD COLUMN change_type VARCHAR(10) NOT NULL AFTER changed_by_user_id,
  ADD COLUMN diff_json LONGTEXT NOT NULL AFTER change_type,
  ADD KEY ix_override_agreement_history_entity (partner_id, override_agreement_id, history_id),
  ADD CONSTRAINT ck_override_agreement_history_change_type CHECK (change_type IN ('INSERT', 'UPDATE', 'DELETE', 'RESTORE'));

CREATE TABLE override_accruals (
  override_accrual_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  override_agreement_id BIGINT NOT NULL,
  accounting_period_id BIGINT NOT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  volume_amount DECIMAL(18,3) NOT NULL COMMENT 'sold by the end of the period',
  expected_amount DECIMAL(18,3) NOT NULL,
  probable_amount DECIMAL(18,3) NOT NULL,
  accrued_amount DECIMAL(18,3) NOT NULL COMMENT 'by this entry; below zero taken back',
  posting_key VARCHAR(160) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  PRIMARY KEY (override_accrual_id),
  UNIQUE KEY uq_override_accruals_tenant (partner_id, override_accrual_id),
  UNIQUE KEY uq_override_accruals_entry (partner_id, override_agreement_id, posting_key),
  KEY ix_override_accruals_period (partner_id, accounting_period_id),
  KEY ix_override_accruals_posting_key (partner_id, posting_key),
  KEY ix_override_accruals_created_at (partner_id, created_at),
  KEY ix_override_accruals_currency (currency),
  CONSTRAINT fk_override_accruals_agreement FOREIGN KEY (partner_id, override_agreement_id)
    REFERENCES override_agreements (partner_id, override_agreement_id) ON DELETE RESTRICT,
  CONSTRAINT fk_override_accruals_period FOREIGN KEY (partner_id, accounting_period_id)
    REFERENCES accounting_periods (partner_id, accounting_period_id) ON DELETE RESTRICT,
  CONSTRAINT fk_override_accruals_currency FOREIGN KEY (currency) REFERENCES currencies (currency_code)
    ON DELETE RESTRICT
) ENGINE = InnoDB;
