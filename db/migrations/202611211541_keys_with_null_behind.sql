-- As in 202611211600: MySQL 9.7 does not check a foreign key whose index ends in a column that is
-- NULL. Once a role, a branch, a link, a factor or an account was no longer current, its person or
-- supplier could be anybody. Unique keys that may be NULL at their end no longer begin with the
-- columns of a foreign key; that has an index of its own.

ALTER TABLE user_roles DROP FOREIGN KEY fk_user_roles_user;
ALTER TABLE user_roles
  DROP KEY uq_user_roles_current,
  ADD UNIQUE KEY uq_user_roles_current (partner_id, is_current, user_id, role_id),
  ADD KEY ix_user_roles_user (partner_id, user_id),
  ADD CONSTRAINT fk_user_roles_user FOREIGN KEY (partner_id, user_id)
    REFERENCES users (partner_id, user_id) ON DELETE RESTRICT;

ALTER TABLE user_branches DROP FOREIGN KEY fk_user_branches_user;
ALTER TABLE user_branches
  DROP KEY uq_user_branches_current,
  ADD UNIQUE KEY uq_user_branches_current (partner_id, is_current, user_id, branch_id),
  ADD KEY ix_user_branches_user (partner_id, user_id),
  ADD CONSTRAINT fk_user_branches_user FOREIGN KEY (partner_id, user_id)
    REFERENCES users (partner_id, user_id) ON DELETE RESTRICT;

ALTER TABLE user_links DROP FOREIGN KEY fk_user_links_user;
ALTER TABLE user_links
  DROP KEY uq_user_links_current,
  ADD UNIQUE KEY uq_user_links_current (partner_id, is_current, user_id, link_kind),
  ADD KEY ix_user_links_user (partner_id, user_id),
  ADD CONSTRAINT fk_user_links_user FOREIGN KEY (partner_id, user_id)
    REFERENCES users (partner_id, user_id) ON DELETE RESTRICT;

ALTER TABLE user_totps DROP FOREIGN KEY fk_user_totps_user;
ALTER TABLE user_totps
  DROP KEY uq_user_totps_current,
  ADD UNIQUE KEY uq_user_totps_current (partner_id, is_current, user_id),
  ADD KEY ix_user_totps_user (partner_id, user_id),
  ADD CONSTRAINT fk_user_totps_user FOREIGN KEY (partner_id, user_id)
    REFERENCES users (partner_id, user_id) ON DELETE RESTRICT;

ALTER TABLE user_recovery_codes DROP FOREIGN KEY fk_user_recovery_codes_user;
ALTER TABLE user_recovery_codes
  DROP KEY ix_user_recovery_codes_user,
  ADD KEY ix_user_recovery_codes_user (partner_id, user_id),
  ADD CONSTRAINT fk_user_recovery_codes_user FOREIGN KEY (partner_id, user_id)
    REFERENCES users (partner_id, user_id) ON DELETE RESTRICT;

ALTER TABLE supplier_bank_details DROP FOREIGN KEY fk_supplier_bank_details_supplier;
ALTER TABLE supplier_bank_details
  DROP KEY uq_supplier_bank_details_current,
  ADD UNIQUE KEY uq_supplier_bank_details_current (partner_id, is_current, supplier_id, account_currency),
  ADD KEY ix_supplier_bank_details_supplier (partner_id, supplier_id),
  ADD CONSTRAINT fk_supplier_bank_details_supplier FOREIGN KEY (partner_id, supplier_id)
    REFERENCES suppliers (partner_id, supplier_id) ON DELETE RESTRICT;
