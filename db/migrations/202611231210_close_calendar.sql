-- By when a period is closed: so many working days after its end, and which days are none.
ALTER TABLE partners
  ADD COLUMN close_due_days SMALLINT NOT NULL DEFAULT 8,
  ADD COLUMN weekend_days VARCHAR(8) NOT NULL DEFAULT 'sat_sun',
  ADD CONSTRAINT ck_partners_close_due_days CHECK (close_due_days BETWEEN 1 AND 60),
  ADD CONSTRAINT ck_partners_weekend_days CHECK (weekend_days IN ('sat_sun', 'fri_sat', 'fri', 'sun', 'none'));
ALTER TABLE partner_history
  ADD COLUMN close_due_days SMALLINT NOT NULL DEFAULT 8,
  ADD COLUMN weekend_days VARCHAR(8) NOT NULL DEFAULT 'sat_sun';
