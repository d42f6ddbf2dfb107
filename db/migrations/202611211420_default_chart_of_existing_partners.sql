-- Partners taken up before the default chart had them get account 1191 (allowance for expected
-- credit loss, IFRS 9) and the monetary flags of 1901 and 2051, which revaluation goes by (IAS 21).

SET @migrated_at = UTC_TIMESTAMP(6);

INSERT INTO chart_of_accounts (partner_id, public_id, account_code, account_name, account_class, created_at, updated_at)
SELECT partners.partner_id, CONCAT('acc_', LOWER(HEX(RANDOM_BYTES(13)))), '1191',
  'Allowance for expected credit loss', 'asset', @migrated_at, @migrated_at
FROM partners
LEFT JOIN chart_of_accounts AS own ON own.partner_id = partners.partner_id AND own.account_code = '1191'
WHERE own.account_id IS NULL;

UPDATE chart_of_accounts
SET is_monetary = 1, version = version + 1, updated_at = @migrated_at
WHERE account_code IN ('1901', '2051') AND is_monetary = 0;

INSERT INTO chart_of_account_history (
  changed_at, change_type, diff_json, account_id, partner_id, public_id, account_code, account_name,
  account_class, parent_account_id, control_dimension, is_postable, is_monetary, is_active,
  created_at, updated_at, created_by_user_id, updated_by_user_id, version
)
SELECT @migrated_at, IF(account_code = '1191', 'INSERT', 'UPDATE'),
  IF(account_code = '1191', '{}', '{"is_monetary":[0,1]}'), account_id, partner_id, public_id,
  account_code, account_name, account_class, parent_account_id, control_dimension, is_postable,
  is_monetary, is_active, created_at, updated_at, created_by_user_id, updated_by_user_id, version
FROM chart_of_accounts
WHERE updated_at = @migrated_at AND account_code IN ('1191', '1901', '2051');
