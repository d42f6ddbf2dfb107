-- What customers agreed to, and which of them were erased.

-- The newest row of a purpose says what holds; rows never change.
CREATE TABLE consents (
  consent_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  customer_id BIGINT NOT NULL,
  purpose VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'a word of the partner: marketing_email',
  status VARCHAR(10) NOT NULL,
  channel VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'how it was said: web_form, counter, phone',
  wording_version VARCHAR(40) NULL COMMENT 'of the text that was shown',
  decided_at DATETIME(6) NOT NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  PRIMARY KEY (consent_id),
  UNIQUE KEY uq_consents_public_id (partner_id, public_id),
  KEY ix_consents_customer (partner_id, customer_id, purpose, consent_id),
  KEY ix_consents_created_at (partner_id, created_at),
  CONSTRAINT fk_consents_customer FOREIGN KEY (partner_id, customer_id) REFERENCES customers (partner_id, customer_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT ck_consents_status CHECK (status IN ('given', 'withdrawn'))
) ENGINE = InnoDB;

CREATE TABLE erasures (
  erasure_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  customer_id BIGINT NOT NULL,
  reason VARCHAR(500) NOT NULL,
  erased_at DATETIME(6) NOT NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  PRIMARY KEY (erasure_id),
  UNIQUE KEY uq_erasures_public_id (partner_id, public_id),
  UNIQUE KEY uq_erasures_customer (partner_id, customer_id),
  KEY ix_erasures_created_at (partner_id, created_at),
  CONSTRAINT fk_erasures_customer FOREIGN KEY (partner_id, customer_id) REFERENCES customers (partner_id, customer_id)
    ON UPDATE CASCADE ON DELETE RESTRICT
) ENGINE = InnoDB;
