-- Whether suppliers are asked by themselves for what airlines have changed of issued bookings: every
-- so many hours, for what departs within so many days.
ALTER TABLE partners
  ADD COLUMN schedule_check_hours SMALLINT NOT NULL DEFAULT 0 COMMENT '0: never',
  ADD COLUMN schedule_check_days SMALLINT NOT NULL DEFAULT 30,
  ADD CONSTRAINT ck_partners_schedule_check CHECK (schedule_check_hours BETWEEN 0 AND 168 AND schedule_check_days BETWEEN 1 AND 360);
ALTER TABLE partner_history
  ADD COLUMN schedule_check_hours SMALLINT NOT NULL DEFAULT 0,
  ADD COLUMN schedule_check_days SMALLINT NOT NULL DEFAULT 30;
