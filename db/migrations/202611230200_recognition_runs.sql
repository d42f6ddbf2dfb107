-- A run recognises what is due by a day, batch by batch; each slice once.
CREATE TABLE recognition_runs (
  recognition_run_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  accounting_period_id BIGINT NOT NULL,
  recognised_through DATE NOT NULL,
  run_status VARCHAR(12) NOT NULL,
  due_booking_count INT NOT NULL,
  due_line_count INT NOT NULL,
  due_amount DECIMAL(18,3) NOT NULL COMMENT 'what it found to do; revenue less the cost of it',
  line_count INT NOT NULL DEFAULT 0,
  entry_count INT NOT NULL DEFAULT 0,
  recognised_amount DECIMAL(18,3) NOT NULL DEFAULT 0,
  functional_currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  workflow_id VARCHAR(255) NOT NULL,
  failure_code VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NULL,
  failure_text VARCHAR(1000) NULL,
  finished_at DATETIME(6) NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  PRIMARY KEY (recognition_run_id),
  UNIQUE KEY uq_recognition_runs_tenant (partner_id, recognition_run_id),
  UNIQUE KEY uq_recognition_runs_public_id (partner_id, public_id),
  KEY ix_recognition_runs_period (partner_id, accounting_period_id),
  KEY ix_recognition_runs_created_at (partner_id, created_at),
  KEY ix_recognition_runs_functional_currency (functional_currency),
  CONSTRAINT fk_recognition_runs_period FOREIGN KEY (partner_id, accounting_period_id)
    REFERENCES accounting_periods (partner_id, accounting_period_id) ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_recognition_runs_functional_currency FOREIGN KEY (functional_currency) REFERENCES currencies (currency_code)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT ck_recognition_runs_status CHECK (run_status IN ('running', 'succeeded', 'failed', 'cancelled'))
) ENGINE = InnoDB;

-- What was earned no longer waits either: the rest of a slice is released, once, by a run.
ALTER TABLE revenue_releases DROP CONSTRAINT ck_revenue_releases_reason;
ALTER TABLE revenue_releases
  ADD COLUMN recognition_run_id BIGINT NULL AFTER release_reason,
  ADD COLUMN recognised_line BIGINT AS (CASE WHEN release_reason = 'recognition' THEN revenue_schedule_line_id END) VIRTUAL
    COMMENT 'the slice, where it was recognised' AFTER recognition_run_id,
  ADD UNIQUE KEY uq_revenue_releases_recognised_line (partner_id, recognised_line),
  ADD KEY ix_revenue_releases_recognition_run (partner_id, recognition_run_id),
  ADD CONSTRAINT fk_revenue_releases_recognition_run FOREIGN KEY (partner_id, recognition_run_id)
    REFERENCES recognition_runs (partner_id, recognition_run_id) ON DELETE RESTRICT,
  ADD CONSTRAINT ck_revenue_releases_reason CHECK (release_reason IN ('void', 'refund', 'exchange', 'memo', 'recognition')),
  ADD CONSTRAINT ck_revenue_releases_run CHECK (release_reason <> 'recognition' OR recognition_run_id IS NOT NULL);
