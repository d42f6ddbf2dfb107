-- A person whose second factors were taken away signs in with one from then on.

ALTER TABLE user_credentials
  ADD COLUMN is_second_factor_demanded TINYINT NOT NULL DEFAULT 0 COMMENT '1: nothing but their own sign-in is theirs without one' AFTER session_epoch;
