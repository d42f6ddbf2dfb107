-- Group fin_ledger. journal_entries and journal_entry_lines are insert-only: the application has no
-- UPDATE or DELETE on them, triggers refuse both to everyone, and an entry that does not balance
-- cannot be completed.

CREATE TABLE chart_of_accounts (
  account_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  account_code VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  account_name VARCHAR(200) NOT NULL,
  account_class VARCHAR(10) NOT NULL,
  parent_account_id BIGINT NULL,
  control_dimension VARCHAR(20) NULL COMMENT 'the party each line of it must name',
  is_postable TINYINT(1) NOT NULL DEFAULT 1 COMMENT '0 for a header account',
  is_monetary TINYINT(1) NOT NULL DEFAULT 0 COMMENT 'revalued at period end (IAS 21)',
  is_active TINYINT(1) NOT NULL DEFAULT 1,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  created_by_user_id BIGINT NULL,
  updated_by_user_id BIGINT NULL,
  version INT NOT NULL DEFAULT 1,
  PRIMARY KEY (account_id),
  UNIQUE KEY uq_chart_of_accounts_tenant (partner_id, account_id),
  UNIQUE KEY uq_chart_of_accounts_public_id (partner_id, public_id),
  UNIQUE KEY uq_chart_of_accounts_code (partner_id, account_code),
  KEY ix_chart_of_accounts_parent (partner_id, parent_account_id),
  KEY ix_chart_of_accounts_created_at (partner_id, created_at),
  CONSTRAINT fk_chart_of_accounts_partner FOREIGN KEY (partner_id) REFERENCES partners (partner_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_chart_of_accounts_parent FOREIGN KEY (partner_id, parent_account_id) REFERENCES chart_of_accounts (partner_id, account_id)
    ON DELETE RESTRICT,
  CONSTRAINT ck_chart_of_accounts_class CHECK (account_class IN ('asset', 'liability', 'equity', 'income', 'expense')),
  CONSTRAINT ck_chart_of_accounts_control CHECK (control_dimension IN ('customer', 'supplier', 'bank_account', 'gateway', 'cash_drawer'))
) ENGINE = InnoDB;

CREATE TABLE fx_rates (
  fx_rate_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  from_currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  to_currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  effective_on DATE NOT NULL,
  rate DECIMAL(18,8) NOT NULL COMMENT 'units of to_currency for one unit of from_currency',
  rate_source VARCHAR(40) NOT NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  created_by_user_id BIGINT NULL,
  updated_by_user_id BIGINT NULL,
  version INT NOT NULL DEFAULT 1,
  PRIMARY KEY (fx_rate_id),
  UNIQUE KEY uq_fx_rates_day (partner_id, from_currency, to_currency, effective_on),
  KEY ix_fx_rates_created_at (partner_id, created_at),
  KEY ix_fx_rates_from_currency (from_currency),
  KEY ix_fx_rates_to_currency (to_currency),
  CONSTRAINT fk_fx_rates_partner FOREIGN KEY (partner_id) REFERENCES partners (partner_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_fx_rates_from_currency FOREIGN KEY (from_currency) REFERENCES currencies (currency_code)
    ON DELETE RESTRICT,
  CONSTRAINT fk_fx_rates_to_currency FOREIGN KEY (to_currency) REFERENCES currencies (currency_code)
    ON DELETE RESTRICT,
  CONSTRAINT ck_fx_rates_rate CHECK (rate > 0),
  CONSTRAINT ck_fx_rates_pair CHECK (from_currency <> to_currency)
) ENGINE = InnoDB;

CREATE TABLE journal_entries (
  journal_entry_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  entry_number BIGINT NOT NULL COMMENT 'gap-free per partner',
  entry_date DATE NOT NULL,
  event_date DATE NOT NULL COMMENT 'when it happened; differs from entry_date where that period was closed',
  accounting_period_id BIGINT NOT NULL,
  source_type VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  source_public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  posting_key VARCHAR(160) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  description VARCHAR(400) NOT NULL,
  workflow_id VARCHAR(200) NULL,
  workflow_run_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  reverses_journal_entry_id BIGINT NULL,
  functional_currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  functional_total DECIMAL(18,3) NOT NULL COMMENT 'sum of the debits, equal to that of the credits',
  line_count INT NOT NULL,
  posted_by_type VARCHAR(20) NOT NULL,
  posted_by_id VARCHAR(64) NULL,
  posted_at DATETIME(6) NOT NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  PRIMARY KEY (journal_entry_id),
  UNIQUE KEY uq_journal_entries_tenant (partner_id, journal_entry_id),
  UNIQUE KEY uq_journal_entries_public_id (partner_id, public_id),
  UNIQUE KEY uq_journal_entries_number (partner_id, entry_number),
  UNIQUE KEY uq_journal_entries_posting_key (partner_id, posting_key),
  UNIQUE KEY uq_journal_entries_reversal (partner_id, reverses_journal_entry_id),
  KEY ix_journal_entries_entry_date (partner_id, entry_date, journal_entry_id),
  KEY ix_journal_entries_period (partner_id, accounting_period_id),
  KEY ix_journal_entries_source (partner_id, source_type, source_public_id),
  KEY ix_journal_entries_created_at (partner_id, created_at),
  KEY ix_journal_entries_functional_currency (functional_currency),
  CONSTRAINT fk_journal_entries_partner FOREIGN KEY (partner_id) REFERENCES partners (partner_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_journal_entries_period FOREIGN KEY (partner_id, accounting_period_id) REFERENCES accounting_periods (partner_id, accounting_period_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_journal_entries_reverses FOREIGN KEY (partner_id, reverses_journal_entry_id) REFERENCES journal_entries (partner_id, journal_entry_id)
    ON DELETE RESTRICT,
  CONSTRAINT fk_journal_entries_functional_currency FOREIGN KEY (functional_currency) REFERENCES currencies (currency_code)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT ck_journal_entries_line_count CHECK (line_count >= 2),
  CONSTRAINT ck_journal_entries_total CHECK (functional_total >= 0),
  CONSTRAINT ck_journal_entries_posted_by_type CHECK (posted_by_type IN ('user', 'system', 'api_token'))
) ENGINE = InnoDB;

CREATE TABLE journal_entry_lines (
  journal_entry_line_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  journal_entry_id BIGINT NOT NULL,
  line_number INT NOT NULL,
  account_id BIGINT NOT NULL,
  side VARCHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  transaction_currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  transaction_minor_units TINYINT NOT NULL,
  transaction_amount DECIMAL(18,3) NOT NULL,
  functional_currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  functional_minor_units TINYINT NOT NULL,
  functional_amount DECIMAL(18,3) NOT NULL,
  fx_rate DECIMAL(18,8) NOT NULL,
  reporting_currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NULL,
  reporting_minor_units TINYINT NULL,
  reporting_amount DECIMAL(18,3) NULL,
  reporting_fx_rate DECIMAL(18,8) NULL,
  entry_date DATE NOT NULL,
  customer_id BIGINT NULL,
  supplier_id BIGINT NULL,
  booking_id BIGINT NULL,
  booking_ticket_id BIGINT NULL,
  branch_id BIGINT NULL,
  service_date DATE NULL,
  product_code VARCHAR(20) NULL,
  tax_code VARCHAR(20) NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  PRIMARY KEY (journal_entry_line_id),
  UNIQUE KEY uq_journal_entry_lines_number (partner_id, journal_entry_id, line_number),
  KEY ix_journal_entry_lines_account (partner_id, account_id, entry_date),
  KEY ix_journal_entry_lines_customer (partner_id, customer_id, account_id),
  KEY ix_journal_entry_lines_supplier (partner_id, supplier_id, account_id),
  KEY ix_journal_entry_lines_booking (partner_id, booking_id),
  KEY ix_journal_entry_lines_ticket (partner_id, booking_ticket_id),
  KEY ix_journal_entry_lines_branch (partner_id, branch_id),
  KEY ix_journal_entry_lines_created_at (partner_id, created_at),
  KEY ix_journal_entry_lines_transaction_currency (transaction_currency, transaction_minor_units),
  KEY ix_journal_entry_lines_functional_currency (functional_currency, functional_minor_units),
  KEY ix_journal_entry_lines_reporting_currency (reporting_currency, reporting_minor_units),
  CONSTRAINT fk_journal_entry_lines_entry FOREIGN KEY (partner_id, journal_entry_id) REFERENCES journal_entries (partner_id, journal_entry_id)
    ON DELETE RESTRICT,
  CONSTRAINT fk_journal_entry_lines_account FOREIGN KEY (partner_id, account_id) REFERENCES chart_of_accounts (partner_id, account_id)
    ON DELETE RESTRICT,
  CONSTRAINT fk_journal_entry_lines_customer FOREIGN KEY (partner_id, customer_id) REFERENCES customers (partner_id, customer_id)
    ON DELETE RESTRICT,
  CONSTRAINT fk_journal_entry_lines_supplier FOREIGN KEY (partner_id, supplier_id) REFERENCES suppliers (partner_id, supplier_id)
    ON DELETE RESTRICT,
  CONSTRAINT fk_journal_entry_lines_booking FOREIGN KEY (partner_id, booking_id) REFERENCES bookings (partner_id, booking_id)
    ON DELETE RESTRICT,
  CONSTRAINT fk_journal_entry_lines_ticket FOREIGN KEY (partner_id, booking_ticket_id) REFERENCES booking_tickets (partner_id, booking_ticket_id)
    ON DELETE RESTRICT,
  CONSTRAINT fk_journal_entry_lines_branch FOREIGN KEY (partner_id, branch_id) REFERENCES branches (partner_id, branch_id)
    ON DELETE RESTRICT,
  CONSTRAINT fk_journal_entry_lines_transaction_currency FOREIGN KEY (transaction_currency, transaction_minor_units) REFERENCES currencies (currency_code, minor_units)
    ON DELETE RESTRICT,
  CONSTRAINT fk_journal_entry_lines_functional_currency FOREIGN KEY (functional_currency, functional_minor_units) REFERENCES currencies (currency_code, minor_units)
    ON DELETE RESTRICT,
  CONSTRAINT fk_journal_entry_lines_reporting_currency FOREIGN KEY (reporting_currency, reporting_minor_units) REFERENCES currencies (currency_code, minor_units)
    ON DELETE RESTRICT,
  CONSTRAINT ck_journal_entry_lines_side CHECK (side IN ('debit', 'credit')),
  CONSTRAINT ck_journal_entry_lines_amounts CHECK (transaction_amount >= 0 AND functional_amount >= 0 AND (reporting_amount IS NULL OR reporting_amount >= 0) AND (transaction_amount > 0 OR functional_amount > 0 OR COALESCE(reporting_amount, 0) > 0)),
  CONSTRAINT ck_journal_entry_lines_precision CHECK (transaction_amount = ROUND(transaction_amount, transaction_minor_units) AND functional_amount = ROUND(functional_amount, functional_minor_units) AND (reporting_amount IS NULL OR reporting_amount = ROUND(reporting_amount, reporting_minor_units))),
  CONSTRAINT ck_journal_entry_lines_reporting CHECK ((reporting_currency IS NULL) = (reporting_amount IS NULL) AND (reporting_currency IS NULL) = (reporting_minor_units IS NULL) AND (reporting_currency IS NULL) = (reporting_fx_rate IS NULL)),
  CONSTRAINT ck_journal_entry_lines_rate CHECK (fx_rate > 0 AND (transaction_currency <> functional_currency OR (fx_rate = 1 AND transaction_amount = functional_amount)))
) ENGINE = InnoDB;

CREATE TRIGGER journal_entry_lines_no_update BEFORE UPDATE ON journal_entry_lines FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'journal_entry_lines is insert-only: post a reversing entry';

CREATE TRIGGER journal_entry_lines_no_delete BEFORE DELETE ON journal_entry_lines FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'journal_entry_lines is insert-only: post a reversing entry';

CREATE TRIGGER journal_entries_no_update BEFORE UPDATE ON journal_entries FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'journal_entries is insert-only: post a reversing entry';

CREATE TRIGGER journal_entries_no_delete BEFORE DELETE ON journal_entries FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'journal_entries is insert-only: post a reversing entry';

CREATE TRIGGER audit_logs_no_update BEFORE UPDATE ON audit_logs FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'audit_logs is insert-only';

CREATE TRIGGER audit_logs_no_delete BEFORE DELETE ON audit_logs FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'audit_logs is insert-only';

-- The last line of an entry is refused unless all of them balance, and no line can follow it.
CREATE TRIGGER journal_entry_lines_balance AFTER INSERT ON journal_entry_lines FOR EACH ROW
BEGIN
  DECLARE expected_count INT;
  DECLARE expected_total, functional_debits, functional_credits, reporting_difference, transaction_difference DECIMAL(20,3);
  DECLARE actual_count, transaction_currencies INT;
  SELECT line_count, functional_total INTO expected_count, expected_total
    FROM journal_entries WHERE journal_entry_id = NEW.journal_entry_id;
  IF NEW.line_number > expected_count THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'JE_UNBALANCED: the entry is already complete';
  END IF;
  IF NEW.line_number = expected_count THEN
    SELECT COUNT(*), COUNT(DISTINCT transaction_currency),
        SUM(IF(side = 'debit', functional_amount, 0)), SUM(IF(side = 'credit', functional_amount, 0)),
        SUM(IF(side = 'debit', COALESCE(reporting_amount, 0), -COALESCE(reporting_amount, 0))),
        SUM(IF(side = 'debit', transaction_amount, -transaction_amount))
      INTO actual_count, transaction_currencies, functional_debits, functional_credits, reporting_difference, transaction_difference
      FROM journal_entry_lines WHERE partner_id = NEW.partner_id AND journal_entry_id = NEW.journal_entry_id;
    IF actual_count <> expected_count OR functional_debits <> functional_credits OR functional_debits <> expected_total
        OR reporting_difference <> 0 OR (transaction_currencies = 1 AND transaction_difference <> 0) THEN
      SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'JE_UNBALANCED: the lines of the entry do not balance';
    END IF;
  END IF;
END;

-- What each customer and supplier owes or is owed, by control account: kept in the posting's own commit.
CREATE TABLE customer_balances (
  customer_balance_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  customer_id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  balance_amount DECIMAL(18,3) NOT NULL DEFAULT 0 COMMENT 'debits less credits, in currency',
  functional_balance_amount DECIMAL(18,3) NOT NULL DEFAULT 0,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  PRIMARY KEY (customer_balance_id),
  UNIQUE KEY uq_customer_balances_key (partner_id, customer_id, account_id, currency),
  KEY ix_customer_balances_account (partner_id, account_id),
  KEY ix_customer_balances_created_at (partner_id, created_at),
  KEY ix_customer_balances_currency (currency),
  CONSTRAINT fk_customer_balances_customer FOREIGN KEY (partner_id, customer_id) REFERENCES customers (partner_id, customer_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_customer_balances_account FOREIGN KEY (partner_id, account_id) REFERENCES chart_of_accounts (partner_id, account_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_customer_balances_currency FOREIGN KEY (currency) REFERENCES currencies (currency_code)
    ON UPDATE CASCADE ON DELETE RESTRICT
) ENGINE = InnoDB;

CREATE TABLE supplier_balances (
  supplier_balance_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  supplier_id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  balance_amount DECIMAL(18,3) NOT NULL DEFAULT 0 COMMENT 'debits less credits, in currency',
  functional_balance_amount DECIMAL(18,3) NOT NULL DEFAULT 0,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  PRIMARY KEY (supplier_balance_id),
  UNIQUE KEY uq_supplier_balances_key (partner_id, supplier_id, account_id, currency),
  KEY ix_supplier_balances_account (partner_id, account_id),
  KEY ix_supplier_balances_created_at (partner_id, created_at),
  KEY ix_supplier_balances_currency (currency),
  CONSTRAINT fk_supplier_balances_supplier FOREIGN KEY (partner_id, supplier_id) REFERENCES suppliers (partner_id, supplier_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_supplier_balances_account FOREIGN KEY (partner_id, account_id) REFERENCES chart_of_accounts (partner_id, account_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_supplier_balances_currency FOREIGN KEY (currency) REFERENCES currencies (currency_code)
    ON UPDATE CASCADE ON DELETE RESTRICT
) ENGINE = InnoDB;

-- Deferred revenue by ticket: written in the issuance commit, changed only by further rows.
CREATE TABLE revenue_schedules (
  revenue_schedule_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  booking_id BIGINT NOT NULL,
  booking_ticket_id BIGINT NULL,
  schedule_kind VARCHAR(20) NOT NULL,
  recognition_policy VARCHAR(24) NOT NULL,
  deferred_account_id BIGINT NOT NULL,
  recognised_account_id BIGINT NOT NULL,
  transaction_currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  transaction_amount DECIMAL(18,3) NOT NULL,
  functional_currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  functional_amount DECIMAL(18,3) NOT NULL,
  posting_key VARCHAR(160) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'of the entry that deferred it',
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  PRIMARY KEY (revenue_schedule_id),
  UNIQUE KEY uq_revenue_schedules_tenant (partner_id, revenue_schedule_id),
  UNIQUE KEY uq_revenue_schedules_public_id (partner_id, public_id),
  KEY ix_revenue_schedules_booking (partner_id, booking_id),
  KEY ix_revenue_schedules_ticket (partner_id, booking_ticket_id),
  KEY ix_revenue_schedules_deferred_account (partner_id, deferred_account_id),
  KEY ix_revenue_schedules_recognised_account (partner_id, recognised_account_id),
  KEY ix_revenue_schedules_posting_key (partner_id, posting_key),
  KEY ix_revenue_schedules_created_at (partner_id, created_at),
  KEY ix_revenue_schedules_transaction_currency (transaction_currency),
  KEY ix_revenue_schedules_functional_currency (functional_currency),
  CONSTRAINT fk_revenue_schedules_booking FOREIGN KEY (partner_id, booking_id) REFERENCES bookings (partner_id, booking_id)
    ON DELETE RESTRICT,
  CONSTRAINT fk_revenue_schedules_ticket FOREIGN KEY (partner_id, booking_ticket_id) REFERENCES booking_tickets (partner_id, booking_ticket_id)
    ON DELETE RESTRICT,
  CONSTRAINT fk_revenue_schedules_deferred_account FOREIGN KEY (partner_id, deferred_account_id) REFERENCES chart_of_accounts (partner_id, account_id)
    ON DELETE RESTRICT,
  CONSTRAINT fk_revenue_schedules_recognised_account FOREIGN KEY (partner_id, recognised_account_id) REFERENCES chart_of_accounts (partner_id, account_id)
    ON DELETE RESTRICT,
  CONSTRAINT fk_revenue_schedules_transaction_currency FOREIGN KEY (transaction_currency) REFERENCES currencies (currency_code)
    ON DELETE RESTRICT,
  CONSTRAINT fk_revenue_schedules_functional_currency FOREIGN KEY (functional_currency) REFERENCES currencies (currency_code)
    ON DELETE RESTRICT,
  CONSTRAINT ck_revenue_schedules_kind CHECK (schedule_kind IN ('commission', 'mark_up', 'service_fee', 'principal_revenue', 'principal_cost')),
  CONSTRAINT ck_revenue_schedules_policy CHECK (recognition_policy IN ('at_departure', 'per_segment'))
) ENGINE = InnoDB;

CREATE TABLE revenue_schedule_lines (
  revenue_schedule_line_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  revenue_schedule_id BIGINT NOT NULL,
  line_number INT NOT NULL,
  booking_segment_id BIGINT NULL,
  recognise_on DATE NOT NULL,
  transaction_amount DECIMAL(18,3) NOT NULL,
  functional_amount DECIMAL(18,3) NOT NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  PRIMARY KEY (revenue_schedule_line_id),
  UNIQUE KEY uq_revenue_schedule_lines_tenant (partner_id, revenue_schedule_line_id),
  UNIQUE KEY uq_revenue_schedule_lines_number (partner_id, revenue_schedule_id, line_number),
  KEY ix_revenue_schedule_lines_due (partner_id, recognise_on),
  KEY ix_revenue_schedule_lines_segment (partner_id, booking_segment_id),
  KEY ix_revenue_schedule_lines_created_at (partner_id, created_at),
  CONSTRAINT fk_revenue_schedule_lines_schedule FOREIGN KEY (partner_id, revenue_schedule_id) REFERENCES revenue_schedules (partner_id, revenue_schedule_id)
    ON DELETE RESTRICT,
  CONSTRAINT fk_revenue_schedule_lines_segment FOREIGN KEY (partner_id, booking_segment_id) REFERENCES booking_segments (partner_id, booking_segment_id)
    ON DELETE RESTRICT
) ENGINE = InnoDB;

CREATE TABLE chart_of_account_history ENGINE = InnoDB SELECT * FROM chart_of_accounts WHERE FALSE;
ALTER TABLE chart_of_account_history
  ADD COLUMN history_id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY FIRST,
  ADD COLUMN changed_at DATETIME(6) NOT NULL AFTER history_id,
  ADD COLUMN changed_by_user_id BIGINT NULL AFTER changed_at,
  ADD COLUMN change_type VARCHAR(10) NOT NULL AFTER changed_by_user_id,
  ADD COLUMN diff_json LONGTEXT NOT NULL AFTER change_type,
  ADD KEY ix_chart_of_account_history_entity (partner_id, account_id, history_id),
  ADD CONSTRAINT ck_chart_of_account_history_change_type CHECK (change_type IN ('INSERT', 'UPDATE', 'DELETE', 'RESTORE'));
