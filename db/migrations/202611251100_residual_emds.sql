-- What an exchange leaves may be kept by the supplier, as an EMD for the passenger (docs/exchanges.md).
ALTER TABLE exchange_quotes DROP CONSTRAINT ck_exchange_quotes_residual;
ALTER TABLE exchange_quotes ADD CONSTRAINT ck_exchange_quotes_residual
  CHECK (residual_mode IN ('refunded', 'credited', 'emd'));
