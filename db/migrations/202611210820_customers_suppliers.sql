-- Groups ops_customer and ops_supplier.

CREATE TABLE customers (
  customer_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  customer_code VARCHAR(40) NOT NULL,
  customer_type VARCHAR(20) NOT NULL,
  display_name VARCHAR(200) NOT NULL,
  email VARCHAR(254) NULL,
  phone VARCHAR(40) NULL,
  tax_number VARCHAR(40) NULL,
  language_code CHAR(2) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'en',
  payment_terms_days SMALLINT NOT NULL DEFAULT 0,
  credit_limit_amount DECIMAL(18,3) NULL,
  credit_limit_currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NULL,
  status VARCHAR(20) NOT NULL DEFAULT 'active',
  metadata LONGTEXT NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  created_by_user_id BIGINT NULL,
  updated_by_user_id BIGINT NULL,
  version INT NOT NULL DEFAULT 1,
  deleted_at DATETIME(6) NULL,
  PRIMARY KEY (customer_id),
  UNIQUE KEY uq_customers_tenant (partner_id, customer_id),
  UNIQUE KEY uq_customers_public_id (partner_id, public_id),
  UNIQUE KEY uq_customers_code (partner_id, customer_code),
  KEY ix_customers_created_at (partner_id, created_at),
  KEY ix_customers_credit_limit_currency (credit_limit_currency),
  CONSTRAINT fk_customers_partner FOREIGN KEY (partner_id) REFERENCES partners (partner_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_customers_credit_limit_currency FOREIGN KEY (credit_limit_currency) REFERENCES currencies (currency_code)
    ON DELETE RESTRICT,
  CONSTRAINT ck_customers_type CHECK (customer_type IN ('retail', 'corporate', 'sub_agency', 'online', 'group')),
  CONSTRAINT ck_customers_status CHECK (status IN ('active', 'credit_hold', 'dormant', 'archived')),
  CONSTRAINT ck_customers_payment_terms CHECK (payment_terms_days BETWEEN 0 AND 365),
  CONSTRAINT ck_customers_credit_limit CHECK ((credit_limit_amount IS NULL) = (credit_limit_currency IS NULL) AND credit_limit_amount >= 0)
) ENGINE = InnoDB;

CREATE TABLE customer_addresses (
  customer_address_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  customer_id BIGINT NOT NULL,
  address_type VARCHAR(20) NOT NULL,
  line_1 VARCHAR(200) NOT NULL,
  line_2 VARCHAR(200) NULL,
  city VARCHAR(120) NOT NULL,
  region VARCHAR(120) NULL,
  postal_code VARCHAR(20) NULL,
  country_code CHAR(2) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  created_by_user_id BIGINT NULL,
  updated_by_user_id BIGINT NULL,
  version INT NOT NULL DEFAULT 1,
  PRIMARY KEY (customer_address_id),
  UNIQUE KEY uq_customer_addresses_tenant (partner_id, customer_address_id),
  UNIQUE KEY uq_customer_addresses_type (partner_id, customer_id, address_type),
  KEY ix_customer_addresses_created_at (partner_id, created_at),
  KEY ix_customer_addresses_country (country_code),
  CONSTRAINT fk_customer_addresses_customer FOREIGN KEY (partner_id, customer_id) REFERENCES customers (partner_id, customer_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_customer_addresses_country FOREIGN KEY (country_code) REFERENCES countries (country_code)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT ck_customer_addresses_type CHECK (address_type IN ('billing', 'delivery', 'registered'))
) ENGINE = InnoDB;

CREATE TABLE suppliers (
  supplier_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  supplier_code VARCHAR(40) NOT NULL,
  supplier_name VARCHAR(200) NOT NULL,
  supplier_type VARCHAR(20) NOT NULL,
  settlement_mode VARCHAR(20) NOT NULL,
  revenue_role VARCHAR(10) NOT NULL DEFAULT 'agent' COMMENT 'agent or principal, IFRS 15.B34-B38',
  airline_code CHAR(2) CHARACTER SET ascii COLLATE ascii_bin NULL,
  status VARCHAR(20) NOT NULL DEFAULT 'active',
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  created_by_user_id BIGINT NULL,
  updated_by_user_id BIGINT NULL,
  version INT NOT NULL DEFAULT 1,
  deleted_at DATETIME(6) NULL,
  PRIMARY KEY (supplier_id),
  UNIQUE KEY uq_suppliers_tenant (partner_id, supplier_id),
  UNIQUE KEY uq_suppliers_public_id (partner_id, public_id),
  UNIQUE KEY uq_suppliers_code (partner_id, supplier_code),
  UNIQUE KEY uq_suppliers_airline (partner_id, airline_code),
  KEY ix_suppliers_created_at (partner_id, created_at),
  KEY ix_suppliers_airline (airline_code),
  CONSTRAINT fk_suppliers_partner FOREIGN KEY (partner_id) REFERENCES partners (partner_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_suppliers_airline FOREIGN KEY (airline_code) REFERENCES airlines (airline_code)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT ck_suppliers_type CHECK (supplier_type IN ('airline', 'lcc_aggregator', 'bedbank', 'ground', 'insurer', 'tour_operator', 'bsp')),
  CONSTRAINT ck_suppliers_settlement_mode CHECK (settlement_mode IN ('bsp', 'direct', 'pay_at_property')),
  CONSTRAINT ck_suppliers_revenue_role CHECK (revenue_role IN ('agent', 'principal')),
  CONSTRAINT ck_suppliers_status CHECK (status IN ('active', 'inactive'))
) ENGINE = InnoDB;

CREATE TABLE supplier_bank_details (
  supplier_bank_detail_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  supplier_id BIGINT NOT NULL,
  bank_name VARCHAR(160) NOT NULL,
  account_holder_name VARCHAR(200) NOT NULL,
  account_number_encrypted VARBINARY(512) NOT NULL,
  account_number_last_four CHAR(4) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  bank_identifier VARCHAR(20) NULL COMMENT 'BIC or routing number',
  account_currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  is_current TINYINT(1) NULL DEFAULT 1 COMMENT 'NULL once superseded',
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  created_by_user_id BIGINT NULL,
  updated_by_user_id BIGINT NULL,
  version INT NOT NULL DEFAULT 1,
  PRIMARY KEY (supplier_bank_detail_id),
  UNIQUE KEY uq_supplier_bank_details_tenant (partner_id, supplier_bank_detail_id),
  UNIQUE KEY uq_supplier_bank_details_current (partner_id, supplier_id, account_currency, is_current),
  KEY ix_supplier_bank_details_created_at (partner_id, created_at),
  KEY ix_supplier_bank_details_currency (account_currency),
  CONSTRAINT fk_supplier_bank_details_supplier FOREIGN KEY (partner_id, supplier_id) REFERENCES suppliers (partner_id, supplier_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_supplier_bank_details_currency FOREIGN KEY (account_currency) REFERENCES currencies (currency_code)
    ON UPDATE CASCADE ON DELETE RESTRICT
) ENGINE = InnoDB;

CREATE TABLE customer_history ENGINE = InnoDB SELECT * FROM customers WHERE FALSE;
ALTER TABLE customer_history
  ADD COLUMN history_id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY FIRST,
  ADD COLUMN changed_at DATETIME(6) NOT NULL AFTER history_id,
  ADD COLUMN changed_by_user_id BIGINT NULL AFTER changed_at,
  ADD COLUMN change_type VARCHAR(10) NOT NULL AFTER changed_by_user_id,
  ADD COLUMN diff_json LONGTEXT NOT NULL AFTER change_type,
  ADD KEY ix_customer_history_entity (partner_id, customer_id, history_id),
  ADD CONSTRAINT ck_customer_history_change_type CHECK (change_type IN ('INSERT', 'UPDATE', 'DELETE', 'RESTORE'));

CREATE TABLE customer_address_history ENGINE = InnoDB SELECT * FROM customer_addresses WHERE FALSE;
ALTER TABLE customer_address_history
  ADD COLUMN history_id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY FIRST,
  ADD COLUMN changed_at DATETIME(6) NOT NULL AFTER history_id,
  ADD COLUMN changed_by_user_id BIGINT NULL AFTER changed_at,
  ADD COLUMN change_type VARCHAR(10) NOT NULL AFTER changed_by_user_id,
  ADD COLUMN diff_json LONGTEXT NOT NULL AFTER change_type,
  ADD KEY ix_customer_address_history_entity (partner_id, customer_address_id, history_id),
  ADD CONSTRAINT ck_customer_address_history_change_type CHECK (change_type IN ('INSERT', 'UPDATE', 'DELETE', 'RESTORE'));

CREATE TABLE supplier_history ENGINE = InnoDB SELECT * FROM suppliers WHERE FALSE;
ALTER TABLE supplier_history
  ADD COLUMN history_id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY FIRST,
  ADD COLUMN changed_at DATETIME(6) NOT NULL AFTER history_id,
  ADD COLUMN changed_by_user_id BIGINT NULL AFTER changed_at,
  ADD COLUMN change_type VARCHAR(10) NOT NULL AFTER changed_by_user_id,
  ADD COLUMN diff_json LONGTEXT NOT NULL AFTER change_type,
  ADD KEY ix_supplier_history_entity (partner_id, supplier_id, history_id),
  ADD CONSTRAINT ck_supplier_history_change_type CHECK (change_type IN ('INSERT', 'UPDATE', 'DELETE', 'RESTORE'));

CREATE TABLE supplier_bank_detail_history ENGINE = InnoDB SELECT * FROM supplier_bank_details WHERE FALSE;
ALTER TABLE supplier_bank_detail_history
  ADD COLUMN history_id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY FIRST,
  ADD COLUMN changed_at DATETIME(6) NOT NULL AFTER history_id,
  ADD COLUMN changed_by_user_id BIGINT NULL AFTER changed_at,
  ADD COLUMN change_type VARCHAR(10) NOT NULL AFTER changed_by_user_id,
  ADD COLUMN diff_json LONGTEXT NOT NULL AFTER change_type,
  ADD KEY ix_supplier_bank_detail_history_entity (partner_id, supplier_bank_detail_id, history_id),
  ADD CONSTRAINT ck_supplier_bank_detail_history_change_type CHECK (change_type IN ('INSERT', 'UPDATE', 'DELETE', 'RESTORE'));
