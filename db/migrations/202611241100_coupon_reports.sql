-- What became of coupons, as people and airlines' systems tell it: flown, missed, or taken off the
-- flight so that the ticket keeps its value until it expires.
CREATE TABLE coupon_reports (
  coupon_report_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  booking_ticket_coupon_id BIGINT NOT NULL,
  outcome_kind VARCHAR(8) NOT NULL,
  occurred_on DATE NOT NULL,
  expires_on DATE NULL COMMENT 'until when what was not used may be given back or exchanged',
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  PRIMARY KEY (coupon_report_id),
  UNIQUE KEY uq_coupon_reports_tenant (partner_id, coupon_report_id),
  UNIQUE KEY uq_coupon_reports_outcome (partner_id, booking_ticket_coupon_id, outcome_kind),
  KEY ix_coupon_reports_created_at (partner_id, created_at),
  CONSTRAINT fk_coupon_reports_coupon FOREIGN KEY (partner_id, booking_ticket_coupon_id)
    REFERENCES booking_ticket_coupons (partner_id, booking_ticket_coupon_id) ON DELETE RESTRICT,
  CONSTRAINT ck_coupon_reports_outcome CHECK (outcome_kind IN ('flown', 'no_show', 'unused')),
  CONSTRAINT ck_coupon_reports_expiry CHECK (outcome_kind <> 'unused' OR expires_on IS NOT NULL)
) ENGINE = InnoDB;

-- A slice falls due on another day than it was written with: the last move counts, the slice stays.
CREATE TABLE revenue_schedule_moves (
  revenue_schedule_move_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  revenue_schedule_line_id BIGINT NOT NULL,
  move_number INT NOT NULL,
  move_kind VARCHAR(16) NOT NULL,
  moved_from DATE NOT NULL,
  due_on DATE NOT NULL,
  coupon_report_id BIGINT NULL COMMENT 'what it follows from; NULL where the airline has moved the flight',
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  PRIMARY KEY (revenue_schedule_move_id),
  UNIQUE KEY uq_revenue_schedule_moves_tenant (partner_id, revenue_schedule_move_id),
  UNIQUE KEY uq_revenue_schedule_moves_number (partner_id, revenue_schedule_line_id, move_number),
  KEY ix_revenue_schedule_moves_report (partner_id, coupon_report_id),
  KEY ix_revenue_schedule_moves_created_at (partner_id, created_at),
  CONSTRAINT fk_revenue_schedule_moves_line FOREIGN KEY (partner_id, revenue_schedule_line_id)
    REFERENCES revenue_schedule_lines (partner_id, revenue_schedule_line_id) ON DELETE RESTRICT,
  CONSTRAINT fk_revenue_schedule_moves_report FOREIGN KEY (partner_id, coupon_report_id)
    REFERENCES coupon_reports (partner_id, coupon_report_id) ON DELETE RESTRICT,
  CONSTRAINT ck_revenue_schedule_moves_kind CHECK (move_kind IN ('flown', 'no_show', 'no_show_expiry', 'unused_expiry', 'schedule_change'))
) ENGINE = InnoDB;

-- Whether a seat that stayed empty is earned on the day of its flight, or once its ticket expires.
ALTER TABLE partners
  ADD COLUMN no_show_recognition VARCHAR(12) NOT NULL DEFAULT 'service_day',
  ADD CONSTRAINT ck_partners_no_show_recognition CHECK (no_show_recognition IN ('service_day', 'at_expiry'));
ALTER TABLE partner_history
  ADD COLUMN no_show_recognition VARCHAR(12) NOT NULL DEFAULT 'service_day';
