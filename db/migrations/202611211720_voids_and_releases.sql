-- What no longer waits for its service, written in the commit of the entry that gives it back.
CREATE TABLE revenue_releases (
  revenue_release_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  revenue_schedule_line_id BIGINT NOT NULL,
  release_reason VARCHAR(12) NOT NULL,
  transaction_amount DECIMAL(18,3) NOT NULL,
  functional_amount DECIMAL(18,3) NOT NULL,
  reporting_amount DECIMAL(18,3) NULL,
  posting_key VARCHAR(160) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'of the entry that releases it',
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  PRIMARY KEY (revenue_release_id),
  UNIQUE KEY uq_revenue_releases_tenant (partner_id, revenue_release_id),
  UNIQUE KEY uq_revenue_releases_line (partner_id, revenue_schedule_line_id, posting_key),
  KEY ix_revenue_releases_posting_key (partner_id, posting_key),
  KEY ix_revenue_releases_created_at (partner_id, created_at),
  CONSTRAINT fk_revenue_releases_line FOREIGN KEY (partner_id, revenue_schedule_line_id)
    REFERENCES revenue_schedule_lines (partner_id, revenue_schedule_line_id) ON DELETE RESTRICT,
  CONSTRAINT ck_revenue_releases_reason CHECK (release_reason IN ('void', 'refund', 'exchange'))
) ENGINE = InnoDB;

-- Until when a supplier voids on the day of issue (manual 4.4: it varies by airline and BSP). NULL:
-- 23:30 in the partner's time zone.
ALTER TABLE suppliers
  ADD COLUMN void_cut_off_time TIME NULL AFTER status,
  ADD COLUMN void_time_zone VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL AFTER void_cut_off_time;
ALTER TABLE supplier_history
  ADD COLUMN void_cut_off_time TIME NULL AFTER status,
  ADD COLUMN void_time_zone VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL AFTER void_cut_off_time;
