-- What a person may do comes from roles; a person may be held to some of the partner's branches.

CREATE TABLE roles (
  role_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  public_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  role_code VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  role_name VARCHAR(120) NOT NULL,
  description VARCHAR(400) NOT NULL DEFAULT '',
  is_built_in TINYINT(1) NOT NULL DEFAULT 0,
  permissions TEXT CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'separated by spaces',
  is_active TINYINT(1) NOT NULL DEFAULT 1,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  created_by_user_id BIGINT NULL,
  updated_by_user_id BIGINT NULL,
  version INT NOT NULL DEFAULT 1,
  PRIMARY KEY (role_id),
  UNIQUE KEY uq_roles_tenant (partner_id, role_id),
  UNIQUE KEY uq_roles_public_id (partner_id, public_id),
  UNIQUE KEY uq_roles_code (partner_id, role_code),
  KEY ix_roles_created_at (partner_id, created_at),
  CONSTRAINT fk_roles_partner FOREIGN KEY (partner_id) REFERENCES partners (partner_id)
    ON UPDATE CASCADE ON DELETE RESTRICT
) ENGINE = InnoDB;

CREATE TABLE user_roles (
  user_role_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  role_id BIGINT NOT NULL,
  is_current TINYINT(1) NULL DEFAULT 1 COMMENT 'NULL once it is taken away: a person has a role once',
  revoked_at DATETIME(6) NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  created_by_user_id BIGINT NULL,
  updated_by_user_id BIGINT NULL,
  version INT NOT NULL DEFAULT 1,
  PRIMARY KEY (user_role_id),
  UNIQUE KEY uq_user_roles_tenant (partner_id, user_role_id),
  UNIQUE KEY uq_user_roles_current (partner_id, user_id, role_id, is_current),
  KEY ix_user_roles_role (partner_id, role_id),
  KEY ix_user_roles_created_at (partner_id, created_at),
  CONSTRAINT fk_user_roles_partner FOREIGN KEY (partner_id) REFERENCES partners (partner_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_user_roles_user FOREIGN KEY (partner_id, user_id) REFERENCES users (partner_id, user_id)
    ON DELETE RESTRICT,
  CONSTRAINT fk_user_roles_role FOREIGN KEY (partner_id, role_id) REFERENCES roles (partner_id, role_id)
    ON DELETE RESTRICT,
  CONSTRAINT ck_user_roles_current CHECK ((is_current IS NULL) = (revoked_at IS NOT NULL))
) ENGINE = InnoDB;

CREATE TABLE user_branches (
  user_branch_id BIGINT NOT NULL AUTO_INCREMENT,
  partner_id BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  branch_id BIGINT NOT NULL,
  is_current TINYINT(1) NULL DEFAULT 1 COMMENT 'NULL once it is taken away; a person without any sees all branches',
  revoked_at DATETIME(6) NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  created_by_user_id BIGINT NULL,
  updated_by_user_id BIGINT NULL,
  version INT NOT NULL DEFAULT 1,
  PRIMARY KEY (user_branch_id),
  UNIQUE KEY uq_user_branches_tenant (partner_id, user_branch_id),
  UNIQUE KEY uq_user_branches_current (partner_id, user_id, branch_id, is_current),
  KEY ix_user_branches_branch (partner_id, branch_id),
  KEY ix_user_branches_created_at (partner_id, created_at),
  CONSTRAINT fk_user_branches_partner FOREIGN KEY (partner_id) REFERENCES partners (partner_id)
    ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT fk_user_branches_user FOREIGN KEY (partner_id, user_id) REFERENCES users (partner_id, user_id)
    ON DELETE RESTRICT,
  CONSTRAINT fk_user_branches_branch FOREIGN KEY (partner_id, branch_id) REFERENCES branches (partner_id, branch_id)
    ON DELETE RESTRICT,
  CONSTRAINT ck_user_branches_current CHECK ((is_current IS NULL) = (revoked_at IS NOT NULL))
) ENGINE = InnoDB;

CREATE TABLE role_history ENGINE = InnoDB SELECT * FROM roles WHERE FALSE;
ALTER TABLE role_history
  ADD COLUMN history_id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY FIRST,
  ADD COLUMN changed_at DATETIME(6) NOT NULL AFTER history_id,
  ADD COLUMN changed_by_user_id BIGINT NULL AFTER changed_at,
  ADD COLUMN change_type VARCHAR(10) NOT NULL AFTER changed_by_user_id,
  ADD COLUMN diff_json LONGTEXT NOT NULL AFTER change_type,
  ADD KEY ix_role_history_entity (partner_id, role_id, history_id),
  ADD CONSTRAINT ck_role_history_change_type CHECK (change_type IN ('INSERT', 'UPDATE', 'DELETE', 'RESTORE'));

CREATE TABLE user_role_history ENGINE = InnoDB SELECT * FROM user_roles WHERE FALSE;
ALTER TABLE user_role_history
  ADD COLUMN history_id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY FIRST,
  ADD COLUMN changed_at DATETIME(6) NOT NULL AFTER history_id,
  ADD COLUMN changed_by_user_id BIGINT NULL AFTER changed_at,
  ADD COLUMN change_type VARCHAR(10) NOT NULL AFTER changed_by_user_id,
  ADD COLUMN diff_json LONGTEXT NOT NULL AFTER change_type,
  ADD KEY ix_user_role_history_entity (partner_id, user_role_id, history_id),
  ADD CONSTRAINT ck_user_role_history_change_type CHECK (change_type IN ('INSERT', 'UPDATE', 'DELETE', 'RESTORE'));

CREATE TABLE user_branch_history ENGINE = InnoDB SELECT * FROM user_branches WHERE FALSE;
ALTER TABLE user_branch_history
  ADD COLUMN history_id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY FIRST,
  ADD COLUMN changed_at DATETIME(6) NOT NULL AFTER history_id,
  ADD COLUMN changed_by_user_id BIGINT NULL AFTER changed_at,
  ADD COLUMN change_type VARCHAR(10) NOT NULL AFTER changed_by_user_id,
  ADD COLUMN diff_json LONGTEXT NOT NULL AFTER change_type,
  ADD KEY ix_user_branch_history_entity (partner_id, user_branch_id, history_id),
  ADD CONSTRAINT ck_user_branch_history_change_type CHECK (change_type IN ('INSERT', 'UPDATE', 'DELETE', 'RESTORE'));
