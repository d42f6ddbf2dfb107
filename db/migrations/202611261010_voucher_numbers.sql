-- A voucher has the supplier's name of the booking, such as 1-3087549; what airlines issue has 13 digits.
ALTER TABLE booking_tickets DROP CONSTRAINT ck_booking_tickets_number;
ALTER TABLE booking_tickets
  ADD CONSTRAINT ck_booking_tickets_number CHECK (
    (document_type <> 'VCHR' AND ticket_number REGEXP '^[0-9]{13}$')
    OR (document_type = 'VCHR' AND ticket_number REGEXP '^[A-Z0-9]{1,8}-[A-Z0-9]{1,11}$')
  );
