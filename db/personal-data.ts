/**
 * What columns say of a person (manual 12.5), and how they are kept. Encrypted ones hold a value
 * of the key ring bound to its partner; the others are kept from strangers by the partner's scope,
 * and from logs, events, audit payloads and workflow searches by never being written there.
 */
export type PersonalDataTier =
  | "identifier"
  | "contact"
  | "date_of_birth"
  | "bank_account"
  | "secret";

export interface PersonalColumn {
  readonly tier: PersonalDataTier;
  readonly kept: "encrypted" | "hashed" | "scoped";
}

const identifier: PersonalColumn = { tier: "identifier", kept: "scoped" };
const contact: PersonalColumn = { tier: "contact", kept: "scoped" };

/** By `table.column`; a history mirrors its entity and is classified with it. */
export const personalData: Readonly<Record<string, PersonalColumn>> = {
  "agency_memos.cause_text": identifier,
  "agency_memos.dispute_text": identifier,
  "approval_comments.comment_text": identifier,
  "audit_logs.ip_address": identifier,
  "audit_logs.user_agent": identifier,
  "booking_passengers.date_of_birth_encrypted": { tier: "date_of_birth", kept: "encrypted" },
  "booking_passengers.given_names": identifier,
  "booking_passengers.surname": identifier,
  "bsp_exception_comments.comment_text": identifier,
  "bsp_exceptions.resolution_text": identifier,
  "bsp_remittance_rejections.reason_text": identifier,
  "bsp_rules.comment_text": identifier,
  "bsp_sources.credentials_encrypted": { tier: "secret", kept: "encrypted" },
  "bsp_staged_transactions.passenger_name": identifier,
  "customer_addresses.city": contact,
  "customer_addresses.line_1": contact,
  "customer_addresses.line_2": contact,
  "customer_addresses.postal_code": contact,
  "customer_addresses.region": contact,
  "customers.display_name": identifier,
  "customers.email": contact,
  "customers.metadata": identifier,
  "customers.phone": contact,
  "customers.tax_number": identifier,
  "email_outbox.recipient_address": contact,
  "email_outbox.subject": identifier,
  "gds_credentials.credentials_encrypted": { tier: "secret", kept: "encrypted" },
  "erasures.reason": identifier,
  "exchanges.reason": identifier,
  "idempotency_keys.response_body": identifier,
  "identity_providers.client_secret_encrypted": { tier: "secret", kept: "encrypted" },
  "operations.request_payload": identifier,
  "partners.bank_account_number_encrypted": { tier: "bank_account", kept: "encrypted" },
  "partners.bank_account_number_last_four": identifier,
  "partners.contact_email": contact,
  "partners.contact_phone": contact,
  "partners.postal_address": contact,
  "personal_access_tokens.secret_hash": { tier: "secret", kept: "hashed" },
  "refresh_token_families.ip_address": identifier,
  "refresh_token_families.user_agent": identifier,
  "refresh_tokens.secret_hash": { tier: "secret", kept: "hashed" },
  "refunds.refund_reason": identifier,
  "supplier_bank_details.account_holder_name": identifier,
  "supplier_bank_details.account_number_encrypted": { tier: "bank_account", kept: "encrypted" },
  "supplier_bank_details.account_number_last_four": identifier,
  "supplier_calls.exchange_encrypted": { tier: "identifier", kept: "encrypted" },
  "user_credentials.password_hash": { tier: "secret", kept: "hashed" },
  "user_identities.subject": identifier,
  "user_links.new_email": contact,
  "user_links.secret_encrypted": { tier: "secret", kept: "encrypted" },
  "user_links.secret_hash": { tier: "secret", kept: "hashed" },
  "user_passkeys.credential": identifier,
  "user_passkeys.credential_hash": identifier,
  "user_passkeys.display_name": identifier,
  "user_passkeys.public_key": identifier,
  "user_recovery_codes.secret_hash": { tier: "secret", kept: "hashed" },
  "user_totps.secret_encrypted": { tier: "secret", kept: "encrypted" },
  "users.email": contact,
  "users.email_verified_at": contact,
  "users.full_name": identifier,
};

/** Columns that hold a value of the key ring, in tables of a partner's rows. */
export const encryptedColumns: readonly { readonly table: string; readonly column: string }[] =
  Object.entries(personalData)
    .filter(([, { kept }]) => kept === "encrypted")
    .map(([name]) => {
      const [table = "", column = ""] = name.split(".");
      return { table, column };
    });

/** How a column is classified; a history's as its entity's is. */
export function classify(table: string, column: string): PersonalColumn | undefined {
  const entity = table.replace(/_history$/, "");
  const tables = entity === table ? [table] : [`${entity}s`, `${entity}es`];
  return tables
    .map((name) => personalData[`${name}.${column}`])
    .find((classified) => classified !== undefined);
}
