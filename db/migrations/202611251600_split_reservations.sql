-- A supplier may move passengers of a reservation to another one. Before issue they are a booking of
-- their own from then on; after issue they stay in the booking that sold their tickets, and are found
-- in the reservation that they were moved to.
ALTER TABLE bookings
  ADD COLUMN split_from_booking_id BIGINT NULL COMMENT 'whose passengers these were' AFTER booking_reference,
  ADD KEY ix_bookings_split_from (partner_id, split_from_booking_id),
  ADD CONSTRAINT fk_bookings_split_from FOREIGN KEY (partner_id, split_from_booking_id) REFERENCES bookings (partner_id, booking_id)
    ON UPDATE RESTRICT ON DELETE RESTRICT;
ALTER TABLE booking_history
  ADD COLUMN split_from_booking_id BIGINT NULL AFTER booking_reference;

ALTER TABLE booking_pnrs
  ADD COLUMN is_split_off TINYINT(1) NOT NULL DEFAULT 0 COMMENT 'of those of the booking''s passengers that name it' AFTER is_current;

ALTER TABLE booking_passengers
  ADD COLUMN booking_pnr_id BIGINT NULL COMMENT 'NULL: in the booking''s own reservation' AFTER booking_id,
  ADD KEY ix_booking_passengers_pnr (partner_id, booking_pnr_id),
  ADD CONSTRAINT fk_booking_passengers_pnr FOREIGN KEY (partner_id, booking_pnr_id) REFERENCES booking_pnrs (partner_id, booking_pnr_id)
    ON UPDATE RESTRICT ON DELETE RESTRICT;
