-- Group ops_inventory: reference data, shared by all partners and read-only to the application.

CREATE TABLE currencies (
  currency_code CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  numeric_code CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NULL,
  currency_name VARCHAR(100) NOT NULL,
  minor_units TINYINT NULL COMMENT 'ISO 4217; NULL for fund codes, metals and XXX, which are never booked',
  is_active TINYINT(1) NOT NULL DEFAULT 1,
  PRIMARY KEY (currency_code),
  UNIQUE KEY uq_currencies_minor_units (currency_code, minor_units),
  CONSTRAINT ck_currencies_minor_units CHECK (minor_units BETWEEN 0 AND 4)
) ENGINE = InnoDB;

CREATE TABLE countries (
  country_code CHAR(2) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  country_code_alpha3 CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  numeric_code CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  country_name VARCHAR(120) NOT NULL,
  is_active TINYINT(1) NOT NULL DEFAULT 1,
  PRIMARY KEY (country_code)
) ENGINE = InnoDB;

CREATE TABLE airlines (
  airline_code CHAR(2) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  icao_code CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NULL,
  accounting_code CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'first three digits of its documents',
  airline_name VARCHAR(150) NOT NULL,
  country_code CHAR(2) CHARACTER SET ascii COLLATE ascii_bin NULL,
  is_active TINYINT(1) NOT NULL DEFAULT 1,
  PRIMARY KEY (airline_code),
  KEY ix_airlines_accounting_code (accounting_code),
  KEY ix_airlines_country (country_code),
  CONSTRAINT fk_airlines_country FOREIGN KEY (country_code) REFERENCES countries (country_code)
    ON UPDATE CASCADE ON DELETE RESTRICT
) ENGINE = InnoDB;

CREATE TABLE airport_codes (
  airport_code CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  icao_code CHAR(4) CHARACTER SET ascii COLLATE ascii_bin NULL,
  airport_name VARCHAR(160) NOT NULL,
  city_code CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NULL,
  city_name VARCHAR(120) NULL,
  country_code CHAR(2) CHARACTER SET ascii COLLATE ascii_bin NULL,
  time_zone VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  latitude DECIMAL(9,6) NULL,
  longitude DECIMAL(9,6) NULL,
  has_scheduled_service TINYINT(1) NULL,
  is_active TINYINT(1) NOT NULL DEFAULT 1,
  PRIMARY KEY (airport_code),
  KEY ix_airport_codes_city (city_code),
  KEY ix_airport_codes_country (country_code),
  CONSTRAINT fk_airport_codes_country FOREIGN KEY (country_code) REFERENCES countries (country_code)
    ON UPDATE CASCADE ON DELETE RESTRICT
) ENGINE = InnoDB;

CREATE TABLE location_codes (
  location_code VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'IATA city code, UN/LOCODE without the space, or G and a GeoNames id',
  location_name VARCHAR(160) NOT NULL,
  country_code CHAR(2) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  subdivision_code VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NULL,
  function_codes VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL,
  iata_code CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NULL,
  latitude DECIMAL(9,6) NULL,
  longitude DECIMAL(9,6) NULL,
  source VARCHAR(40) NOT NULL,
  is_active TINYINT(1) NOT NULL DEFAULT 1,
  PRIMARY KEY (location_code),
  KEY ix_location_codes_iata (iata_code),
  KEY ix_location_codes_country (country_code),
  CONSTRAINT fk_location_codes_country FOREIGN KEY (country_code) REFERENCES countries (country_code)
    ON UPDATE CASCADE ON DELETE RESTRICT
) ENGINE = InnoDB;

CREATE TABLE gds_provider_codes (
  provider_code VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  provider_name VARCHAR(100) NOT NULL,
  protocol VARCHAR(20) NOT NULL,
  is_active TINYINT(1) NOT NULL DEFAULT 1,
  PRIMARY KEY (provider_code)
) ENGINE = InnoDB;
