-- Rules that deal with the usual differences of BSP files: which they hit, what becomes of those, and
-- each hit.

CREATE TABLE bsp_rules (
  bsp_rule_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  rule_name VARCHAR(120) NOT NULL,
  priority INT NOT NULL COMMENT 'the lowest comes first, and the first that hits wins',
  is_active TINYINT(1) NOT NULL DEFAULT 1 COMMENT '0: applied to no file by itself',
  conditions LONGTEXT NOT NULL COMMENT 'JSON, as the API takes them: all of them hold',
  rule_outcome VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  resolution VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'of what it resolves without posting',
  comment_text VARCHAR(500) NULL COMMENT 'why; with whatever it resolves or accepts, until the partner is deleted',
  assigned_user_id BIGINT NULL COMMENT 'who gets what it assigns, or what has to be approved',
  accepted_up_to_amount DECIMAL(18,3) NULL COMMENT 'what it accepts by itself of one exception',
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NULL,
  deleted_at DATETIME(6) NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  created_by_user_id BIGINT NULL,
  updated_by_user_id BIGINT NULL,
  version INT NOT NULL DEFAULT 1,
  PRIMARY KEY (bsp_rule_id),
  UNIQUE KEY uq_bsp_rules_tenant (partner_id, bsp_rule_id),
  UNIQUE KEY uq_bsp_rules_public_id (partner_id, public_id),
  KEY ix_bsp_rules_priority (partner_id, priority),
  KEY ix_bsp_rules_created_at (partner_id, created_at),
  KEY ix_bsp_rules_assigned (partner_id, assigned_user_id),
  KEY ix_bsp_rules_currency (currency),
  CONSTRAINT fk_bsp_rules_partner FOREIGN KEY (partner_id) REFERENCES partners (partner_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_bsp_rules_assigned FOREIGN KEY (partner_id, assigned_user_id) REFERENCES users (partner_id, user_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_bsp_rules_currency FOREIGN KEY (currency) REFERENCES currencies (currency_code)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT ck_bsp_rules_outcome CHECK (rule_outcome IN ('resolve', 'assign', 'accept')),
  CONSTRAINT ck_bsp_rules_resolution CHECK (resolution IN ('claimed', 'disputed', 'waiting')),
  CONSTRAINT ck_bsp_rules_parts CHECK (
    (rule_outcome = 'resolve') = (resolution IS NOT NULL)
    AND (rule_outcome = 'accept') = (accepted_up_to_amount IS NOT NULL)
  ),
  CONSTRAINT ck_bsp_rules_accepted CHECK (accepted_up_to_amount > 0)
) ENGINE = InnoDB;

CREATE TABLE bsp_rule_history ENGINE = InnoDB SELECT * FROM bsp_rules WHERE FALSE;
ALTER TABLE bsp_rule_history
  ADD COLUMN history_id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY FIRST,
  ADD COLUMN changed_at DATETIME(6) NOT NULL AFTER history_id,
  ADD COLUMN changed_by_user_id BIGINT NULL AFTER changed_at,
  ADD COLUMN change_type VARCHAR(10) NOT NULL AFTER changed_by_user_id,
  ADD COLUMN diff_json LONGTEXT NOT NULL AFTER change_type,
  ADD KEY ix_bsp_rule_history_entity (partner_id, bsp_rule_id, history_id),
  ADD CONSTRAINT ck_bsp_rule_history_change_type CHECK (change_type IN ('INSERT', 'UPDATE', 'DELETE', 'RESTORE'));

-- One row for each exception that a rule has hit: a rule hits an exception once.
CREATE TABLE bsp_rule_hits (
  bsp_rule_hit_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  bsp_rule_id BIGINT NOT NULL,
  bsp_exception_id BIGINT NOT NULL,
  applied_reference VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'public id of the file whose import applied it, or of the operation',
  hit_outcome VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  accepted_amount DECIMAL(18,3) NOT NULL DEFAULT 0 COMMENT 'what accepting it moved, whichever way',
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  PRIMARY KEY (bsp_rule_hit_id),
  UNIQUE KEY uq_bsp_rule_hits_exception (partner_id, bsp_exception_id, bsp_rule_id),
  KEY ix_bsp_rule_hits_rule (partner_id, bsp_rule_id, created_at),
  KEY ix_bsp_rule_hits_applied (partner_id, applied_reference),
  KEY ix_bsp_rule_hits_created_at (partner_id, created_at),
  KEY ix_bsp_rule_hits_currency (currency),
  CONSTRAINT fk_bsp_rule_hits_rule FOREIGN KEY (partner_id, bsp_rule_id) REFERENCES bsp_rules (partner_id, bsp_rule_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_bsp_rule_hits_exception FOREIGN KEY (partner_id, bsp_exception_id) REFERENCES bsp_exceptions (partner_id, bsp_exception_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_bsp_rule_hits_currency FOREIGN KEY (currency) REFERENCES currencies (currency_code)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT ck_bsp_rule_hits_outcome CHECK (hit_outcome IN ('resolved', 'assigned', 'accepted', 'suggested'))
) ENGINE = InnoDB;

ALTER TABLE bsp_exceptions
  ADD COLUMN bsp_rule_id BIGINT NULL COMMENT 'the last rule that dealt with it',
  ADD KEY ix_bsp_exceptions_rule (partner_id, bsp_rule_id),
  ADD CONSTRAINT fk_bsp_exceptions_rule FOREIGN KEY (partner_id, bsp_rule_id) REFERENCES bsp_rules (partner_id, bsp_rule_id)
    ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE bsp_exception_history ADD COLUMN bsp_rule_id BIGINT NULL COMMENT 'the last rule that dealt with it';
