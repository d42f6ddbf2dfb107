-- Which request of its business act it is: two attempts that have read the same requests cannot
-- both add the next. Code that knows no turns adds one request of an act, and waits with a second
-- until a worker that knows them takes it.
ALTER TABLE supplier_request_log ADD COLUMN turn INT NOT NULL DEFAULT 0 AFTER idempotency_key;

UPDATE supplier_request_log
  JOIN (
    SELECT
      supplier_request_id,
      ROW_NUMBER() OVER (PARTITION BY partner_id, idempotency_key ORDER BY supplier_request_id) AS turn
    FROM supplier_request_log
  ) AS counted ON counted.supplier_request_id = supplier_request_log.supplier_request_id
SET supplier_request_log.turn = counted.turn;

ALTER TABLE supplier_request_log
  ADD UNIQUE KEY uq_supplier_request_log_turn (partner_id, idempotency_key, turn),
  DROP KEY ix_supplier_request_log_key;
