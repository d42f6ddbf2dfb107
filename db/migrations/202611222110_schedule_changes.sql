-- Flights that the airline has moved or taken out: found when the reservation is read, and answered
-- by taking the new flights, or by exchanging, refunding or cancelling.

CREATE TABLE schedule_changes (
  schedule_change_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  booking_id BIGINT NOT NULL,
  status VARCHAR(12) NOT NULL DEFAULT 'OPEN' COMMENT 'SUPERSEDED: the airline has changed it again, or back',
  minutes_moved INT NULL COMMENT 'the most that a departure moved, either way; NULL where a flight is gone',
  segments LONGTEXT NOT NULL COMMENT 'each flight that changed, before and after',
  answered_at DATETIME(6) NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  created_by_user_id BIGINT NULL,
  updated_by_user_id BIGINT NULL,
  version INT NOT NULL DEFAULT 1,
  PRIMARY KEY (schedule_change_id),
  UNIQUE KEY uq_schedule_changes_tenant (partner_id, schedule_change_id),
  UNIQUE KEY uq_schedule_changes_public_id (partner_id, public_id),
  KEY ix_schedule_changes_booking (partner_id, booking_id, status),
  KEY ix_schedule_changes_created_at (partner_id, created_at),
  KEY ix_schedule_changes_status (partner_id, status, created_at),
  CONSTRAINT fk_schedule_changes_booking FOREIGN KEY (partner_id, booking_id) REFERENCES bookings (partner_id, booking_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT ck_schedule_changes_status CHECK (status IN ('OPEN', 'ACCEPTED', 'EXCHANGED', 'REFUNDED', 'CANCELLED', 'SUPERSEDED')),
  CONSTRAINT ck_schedule_changes_answered CHECK ((answered_at IS NULL) = (status = 'OPEN')),
  CONSTRAINT ck_schedule_changes_minutes CHECK (minutes_moved >= 0)
) ENGINE = InnoDB;
