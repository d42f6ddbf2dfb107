-- Revenue that is earned day by day, from the first departure to the last arrival.
ALTER TABLE partners
  DROP CONSTRAINT ck_partners_commission_recognition,
  DROP CONSTRAINT ck_partners_mark_up_recognition,
  DROP CONSTRAINT ck_partners_service_fee_recognition;
ALTER TABLE partners
  ADD CONSTRAINT ck_partners_commission_recognition CHECK (commission_recognition IN ('at_issuance', 'at_departure', 'per_segment', 'over_service_period')),
  ADD CONSTRAINT ck_partners_mark_up_recognition CHECK (mark_up_recognition IN ('at_issuance', 'at_departure', 'per_segment', 'over_service_period')),
  ADD CONSTRAINT ck_partners_service_fee_recognition CHECK (service_fee_recognition IN ('at_issuance', 'at_departure', 'per_segment', 'over_service_period'));
ALTER TABLE revenue_schedules DROP CONSTRAINT ck_revenue_schedules_policy;
ALTER TABLE revenue_schedules
  ADD CONSTRAINT ck_revenue_schedules_policy CHECK (recognition_policy IN ('at_departure', 'per_segment', 'over_service_period'));
