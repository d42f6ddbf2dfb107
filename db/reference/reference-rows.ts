export type CurrencyRow = {
  currency_code: string;
  numeric_code: string;
  currency_name: string;
  /** Null for metals, fund units and codes such as XXX, in which nothing can be priced. */
  minor_units: number | null;
  is_active: boolean;
};

export type CountryRow = {
  country_code: string;
  country_code_alpha3: string;
  numeric_code: string;
  country_name: string;
  is_active: boolean;
};

export type AirlineRow = {
  airline_code: string;
  icao_code: string | null;
  /** First three digits of the airline's tickets and other documents. */
  accounting_code: string | null;
  airline_name: string;
  country_code: string | null;
  is_active: boolean;
};

export type AirportCodeRow = {
  airport_code: string;
  icao_code: string | null;
  airport_name: string;
  city_code: string;
  city_name: string | null;
  country_code: string;
  time_zone: string;
  latitude: number;
  longitude: number;
  /** Null where no source says. */
  has_scheduled_service: boolean | null;
  is_active: boolean;
};

export type LocationSource = "IATA" | "GEONAMES" | "UNLOCODE";

export type LocationCodeRow = {
  /** `LON` (IATA), `G2643743` (GeoNames) or `GBLON` (UN/LOCODE): the forms cannot collide. */
  location_code: string;
  location_name: string;
  country_code: string;
  subdivision_code: string | null;
  function_codes: string | null;
  latitude: number | null;
  longitude: number | null;
  iata_code: string | null;
  source: LocationSource;
  is_active: boolean;
};

export type GdsProviderCodeRow = {
  provider_code: string;
  provider_name: string;
  protocol: "SOAP" | "REST" | "EDIFACT" | "NDC";
  is_active: boolean;
};
