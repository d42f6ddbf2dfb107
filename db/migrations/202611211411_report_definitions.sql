-- Reports that somebody asks for again: which one, of what, in which columns and format.
CREATE TABLE report_definitions (
  report_definition_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  report_definition_code VARCHAR(40) NOT NULL,
  report_name VARCHAR(200) NOT NULL,
  report_span VARCHAR(20) NOT NULL COMMENT 'the days, counted from that on which it is run',
  report_request LONGTEXT NOT NULL COMMENT 'canonical JSON: an export request without its days',
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  created_by_user_id BIGINT NULL,
  updated_by_user_id BIGINT NULL,
  version INT NOT NULL DEFAULT 1,
  PRIMARY KEY (report_definition_id),
  UNIQUE KEY uq_report_definitions_public_id (partner_id, public_id),
  UNIQUE KEY uq_report_definitions_code (partner_id, report_definition_code),
  KEY ix_report_definitions_created_at (partner_id, created_at),
  CONSTRAINT fk_report_definitions_partner FOREIGN KEY (partner_id) REFERENCES partners (partner_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT ck_report_definitions_span CHECK (report_span IN ('up_to_today', 'this_month', 'previous_month', 'this_year', 'previous_year'))
) ENGINE = InnoDB;

CREATE TABLE report_definition_history ENGINE = InnoDB SELECT * FROM report_definitions WHERE FALSE;
ALTER TABLE report_definition_history
  ADD COLUMN history_id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY FIRST,
  ADD COLUMN changed_at DATETIME(6) NOT NULL AFTER history_id,
  ADD COLUMN changed_by_user_id BIGINT NULL AFTER changed_at,
  ADD COLUMN change_type VARCHAR(10) NOT NULL AFTER changed_by_user_id,
  ADD COLUMN diff_json LONGTEXT NOT NULL AFTER change_type,
  ADD KEY ix_report_definition_history_entity (partner_id, report_definition_id, history_id),
  ADD CONSTRAINT ck_report_definition_history_change_type CHECK (change_type IN ('INSERT', 'UPDATE', 'DELETE', 'RESTORE'));
