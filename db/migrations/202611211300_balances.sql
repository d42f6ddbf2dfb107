-- Balances are folded from the journal behind the postings, entry by entry in the order of their
-- numbers: a posting's commit writes none. A reader adds the entries beyond the last one folded.

CREATE TABLE ledger_folds (
  ledger_fold_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  folded_entry_number BIGINT NOT NULL DEFAULT 0 COMMENT 'the balances hold every entry up to it and none beyond',
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  PRIMARY KEY (ledger_fold_id),
  UNIQUE KEY uq_ledger_folds_partner (partner_id),
  CONSTRAINT fk_ledger_folds_partner FOREIGN KEY (partner_id) REFERENCES partners (partner_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT ck_ledger_folds_number CHECK (folded_entry_number >= 0)
) ENGINE = InnoDB;

CREATE TABLE period_balances (
  period_balance_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  accounting_period_id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  branch_id BIGINT NULL,
  branch_key BIGINT NOT NULL COMMENT 'branch_id or 0: a NULL is unlike any other in a unique key',
  transaction_currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  functional_currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  reporting_currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NULL,
  reporting_key CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'reporting_currency or nothing',
  transaction_debit_amount DECIMAL(18,3) NOT NULL DEFAULT 0,
  transaction_credit_amount DECIMAL(18,3) NOT NULL DEFAULT 0,
  functional_debit_amount DECIMAL(18,3) NOT NULL DEFAULT 0,
  functional_credit_amount DECIMAL(18,3) NOT NULL DEFAULT 0,
  reporting_debit_amount DECIMAL(18,3) NOT NULL DEFAULT 0,
  reporting_credit_amount DECIMAL(18,3) NOT NULL DEFAULT 0,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  PRIMARY KEY (period_balance_id),
  UNIQUE KEY uq_period_balances_key (partner_id, accounting_period_id, account_id, branch_key, transaction_currency, functional_currency, reporting_key),
  KEY ix_period_balances_account (partner_id, account_id),
  KEY ix_period_balances_branch (partner_id, branch_id),
  KEY ix_period_balances_transaction_currency (transaction_currency),
  KEY ix_period_balances_functional_currency (functional_currency),
  KEY ix_period_balances_reporting_currency (reporting_currency),
  CONSTRAINT fk_period_balances_partner FOREIGN KEY (partner_id) REFERENCES partners (partner_id)
    ON DELETE RESTRICT,
  CONSTRAINT fk_period_balances_period FOREIGN KEY (partner_id, accounting_period_id) REFERENCES accounting_periods (partner_id, accounting_period_id)
    ON DELETE RESTRICT,
  CONSTRAINT fk_period_balances_account FOREIGN KEY (partner_id, account_id) REFERENCES chart_of_accounts (partner_id, account_id)
    ON DELETE RESTRICT,
  CONSTRAINT fk_period_balances_branch FOREIGN KEY (partner_id, branch_id) REFERENCES branches (partner_id, branch_id)
    ON DELETE RESTRICT,
  CONSTRAINT fk_period_balances_transaction_currency FOREIGN KEY (transaction_currency) REFERENCES currencies (currency_code)
    ON DELETE RESTRICT,
  CONSTRAINT fk_period_balances_functional_currency FOREIGN KEY (functional_currency) REFERENCES currencies (currency_code)
    ON DELETE RESTRICT,
  CONSTRAINT fk_period_balances_reporting_currency FOREIGN KEY (reporting_currency) REFERENCES currencies (currency_code)
    ON DELETE RESTRICT,
  CONSTRAINT ck_period_balances_branch CHECK (branch_key = COALESCE(branch_id, 0)),
  CONSTRAINT ck_period_balances_reporting CHECK (reporting_key = COALESCE(reporting_currency, ''))
) ENGINE = InnoDB;

-- The same by day: what a range takes of a period that it does not cover whole.
CREATE TABLE daily_balances (
  daily_balance_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  entry_date DATE NOT NULL,
  account_id BIGINT NOT NULL,
  branch_id BIGINT NULL,
  branch_key BIGINT NOT NULL COMMENT 'branch_id or 0: a NULL is unlike any other in a unique key',
  transaction_currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  functional_currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  reporting_currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NULL,
  reporting_key CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'reporting_currency or nothing',
  transaction_debit_amount DECIMAL(18,3) NOT NULL DEFAULT 0,
  transaction_credit_amount DECIMAL(18,3) NOT NULL DEFAULT 0,
  functional_debit_amount DECIMAL(18,3) NOT NULL DEFAULT 0,
  functional_credit_amount DECIMAL(18,3) NOT NULL DEFAULT 0,
  reporting_debit_amount DECIMAL(18,3) NOT NULL DEFAULT 0,
  reporting_credit_amount DECIMAL(18,3) NOT NULL DEFAULT 0,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  PRIMARY KEY (daily_balance_id),
  UNIQUE KEY uq_daily_balances_key (partner_id, entry_date, account_id, branch_key, transaction_currency, functional_currency, reporting_key),
  KEY ix_daily_balances_account (partner_id, account_id, entry_date),
  KEY ix_daily_balances_branch (partner_id, branch_id),
  KEY ix_daily_balances_transaction_currency (transaction_currency),
  KEY ix_daily_balances_functional_currency (functional_currency),
  KEY ix_daily_balances_reporting_currency (reporting_currency),
  CONSTRAINT fk_daily_balances_partner FOREIGN KEY (partner_id) REFERENCES partners (partner_id)
    ON DELETE RESTRICT,
  CONSTRAINT fk_daily_balances_account FOREIGN KEY (partner_id, account_id) REFERENCES chart_of_accounts (partner_id, account_id)
    ON DELETE RESTRICT,
  CONSTRAINT fk_daily_balances_branch FOREIGN KEY (partner_id, branch_id) REFERENCES branches (partner_id, branch_id)
    ON DELETE RESTRICT,
  CONSTRAINT fk_daily_balances_transaction_currency FOREIGN KEY (transaction_currency) REFERENCES currencies (currency_code)
    ON DELETE RESTRICT,
  CONSTRAINT fk_daily_balances_functional_currency FOREIGN KEY (functional_currency) REFERENCES currencies (currency_code)
    ON DELETE RESTRICT,
  CONSTRAINT fk_daily_balances_reporting_currency FOREIGN KEY (reporting_currency) REFERENCES currencies (currency_code)
    ON DELETE RESTRICT,
  CONSTRAINT ck_daily_balances_branch CHECK (branch_key = COALESCE(branch_id, 0)),
  CONSTRAINT ck_daily_balances_reporting CHECK (reporting_key = COALESCE(reporting_currency, ''))
) ENGINE = InnoDB;

-- What postings have added by themselves so far: the first fold adds every entry from the first on.
DELETE FROM customer_balances;
DELETE FROM supplier_balances;
