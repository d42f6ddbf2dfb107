-- How the files of sources are read whose layout is their own: which column is which of our fields.

CREATE TABLE bsp_column_mappings (
  bsp_column_mapping_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  source_kind VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  mapping_name VARCHAR(100) NOT NULL,
  is_current TINYINT(1) NULL DEFAULT 1 COMMENT 'NULL once deleted: its name may be given again',
  mapping LONGTEXT NOT NULL COMMENT 'JSON: columns by our field, constants, codes, and how days, amounts and cells are written',
  deleted_at DATETIME(6) NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  created_by_user_id BIGINT NULL,
  updated_by_user_id BIGINT NULL,
  version INT NOT NULL DEFAULT 1,
  PRIMARY KEY (bsp_column_mapping_id),
  UNIQUE KEY uq_bsp_column_mappings_tenant (partner_id, bsp_column_mapping_id),
  UNIQUE KEY uq_bsp_column_mappings_public_id (partner_id, public_id),
  UNIQUE KEY uq_bsp_column_mappings_name (partner_id, source_kind, mapping_name, is_current),
  KEY ix_bsp_column_mappings_created_at (partner_id, created_at),
  CONSTRAINT fk_bsp_column_mappings_partner FOREIGN KEY (partner_id) REFERENCES partners (partner_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT ck_bsp_column_mappings_source CHECK (source_kind IN ('agtdata', 'bsplink', 'arc', 'other'))
) ENGINE = InnoDB;

CREATE TABLE bsp_column_mapping_history ENGINE = InnoDB SELECT * FROM bsp_column_mappings WHERE FALSE;
ALTER TABLE bsp_column_mapping_history
  ADD COLUMN history_id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY FIRST,
  ADD COLUMN changed_at DATETIME(6) NOT NULL AFTER history_id,
  ADD COLUMN changed_by_user_id BIGINT NULL AFTER changed_at,
  ADD COLUMN change_type VARCHAR(10) NOT NULL AFTER changed_by_user_id,
  ADD COLUMN diff_json LONGTEXT NOT NULL AFTER change_type,
  ADD KEY ix_bsp_column_mapping_history_entity (partner_id, bsp_column_mapping_id, history_id),
  ADD CONSTRAINT ck_bsp_column_mapping_history_change_type CHECK (change_type IN ('INSERT', 'UPDATE', 'DELETE', 'RESTORE'));

-- A file that is read by a mapping keeps it as it stood then, and names the file that it corrects.
ALTER TABLE bsp_import_files
  ADD COLUMN bsp_column_mapping_id BIGINT NULL,
  ADD COLUMN column_mapping LONGTEXT NULL COMMENT 'JSON: the mapping as it stood when the file was taken up',
  ADD COLUMN replaces_file_id BIGINT NULL COMMENT 'of a file by a mapping, which says nothing of itself: the one that it corrects',
  ADD KEY ix_bsp_import_files_mapping (partner_id, bsp_column_mapping_id),
  ADD KEY ix_bsp_import_files_replaces (partner_id, replaces_file_id),
  ADD CONSTRAINT fk_bsp_import_files_mapping FOREIGN KEY (partner_id, bsp_column_mapping_id) REFERENCES bsp_column_mappings (partner_id, bsp_column_mapping_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  ADD CONSTRAINT fk_bsp_import_files_replaces FOREIGN KEY (partner_id, replaces_file_id) REFERENCES bsp_import_files (partner_id, bsp_import_file_id)
    ON UPDATE RESTRICT ON DELETE RESTRICT;

-- A source may have files that are read by a mapping.
ALTER TABLE bsp_sources
  ADD COLUMN bsp_column_mapping_id BIGINT NULL COMMENT 'of files that are not HOT',
  ADD KEY ix_bsp_sources_mapping (partner_id, bsp_column_mapping_id),
  ADD CONSTRAINT fk_bsp_sources_mapping FOREIGN KEY (partner_id, bsp_column_mapping_id) REFERENCES bsp_column_mappings (partner_id, bsp_column_mapping_id)
    ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE bsp_source_history ADD COLUMN bsp_column_mapping_id BIGINT NULL COMMENT 'of files that are not HOT';
