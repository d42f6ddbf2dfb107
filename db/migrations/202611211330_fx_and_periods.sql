-- Exchange rates are entered, imported and fetched; closing a period leaves its checklist.

-- A rate is never changed: a correction is a further row, and the newest of a pair and day counts.
ALTER TABLE fx_rates
  ADD COLUMN public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL AFTER partner_id;

UPDATE fx_rates SET public_id = CONCAT('fxr_', LPAD(LOWER(HEX(fx_rate_id)), 26, '0'));

ALTER TABLE fx_rates
  MODIFY COLUMN public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  ADD UNIQUE KEY uq_fx_rates_public_id (partner_id, public_id),
  ADD KEY ix_fx_rates_pair (partner_id, from_currency, to_currency, effective_on, fx_rate_id),
  DROP KEY uq_fx_rates_day;

-- What a partner takes from a published feed of rates.
CREATE TABLE fx_rate_feeds (
  fx_rate_feed_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  fx_rate_feed_code VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  is_active TINYINT(1) NOT NULL DEFAULT 1,
  is_crossed TINYINT(1) NOT NULL DEFAULT 0 COMMENT 'rates of the partner''s currencies are derived through the base of the feed',
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  created_by_user_id BIGINT NULL,
  updated_by_user_id BIGINT NULL,
  version INT NOT NULL DEFAULT 1,
  PRIMARY KEY (fx_rate_feed_id),
  UNIQUE KEY uq_fx_rate_feeds_public_id (partner_id, public_id),
  UNIQUE KEY uq_fx_rate_feeds_code (partner_id, fx_rate_feed_code),
  KEY ix_fx_rate_feeds_created_at (partner_id, created_at),
  CONSTRAINT fk_fx_rate_feeds_partner FOREIGN KEY (partner_id) REFERENCES partners (partner_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT ck_fx_rate_feeds_code CHECK (fx_rate_feed_code IN ('ecb'))
) ENGINE = InnoDB;

CREATE TABLE fx_rate_feed_history ENGINE = InnoDB SELECT * FROM fx_rate_feeds WHERE FALSE;
ALTER TABLE fx_rate_feed_history
  ADD COLUMN history_id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY FIRST,
  ADD COLUMN changed_at DATETIME(6) NOT NULL AFTER history_id,
  ADD COLUMN changed_by_user_id BIGINT NULL AFTER changed_at,
  ADD COLUMN change_type VARCHAR(10) NOT NULL AFTER changed_by_user_id,
  ADD COLUMN diff_json LONGTEXT NOT NULL AFTER change_type,
  ADD KEY ix_fx_rate_feed_history_entity (partner_id, fx_rate_feed_id, history_id),
  ADD CONSTRAINT ck_fx_rate_feed_history_change_type CHECK (change_type IN ('INSERT', 'UPDATE', 'DELETE', 'RESTORE'));

-- Each run of a period's checklist, as it was found; the newest one closed the period, or says why not.
CREATE TABLE period_checklists (
  period_checklist_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  accounting_period_id BIGINT NOT NULL,
  purpose VARCHAR(12) NOT NULL,
  is_passed TINYINT(1) NOT NULL,
  checklist LONGTEXT NOT NULL COMMENT 'JSON: each item with its figure and what blocks it',
  last_entry_number BIGINT NOT NULL COMMENT 'of the journal, when it was run',
  workflow_id VARCHAR(200) NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  PRIMARY KEY (period_checklist_id),
  UNIQUE KEY uq_period_checklists_public_id (partner_id, public_id),
  KEY ix_period_checklists_newest (partner_id, accounting_period_id, period_checklist_id),
  KEY ix_period_checklists_created_at (partner_id, created_at),
  CONSTRAINT fk_period_checklists_period FOREIGN KEY (partner_id, accounting_period_id) REFERENCES accounting_periods (partner_id, accounting_period_id)
    ON DELETE RESTRICT,
  CONSTRAINT ck_period_checklists_purpose CHECK (purpose IN ('check', 'soft_close', 'close', 'lock'))
) ENGINE = InnoDB;
