import type { CustomerRecord } from "../../db/read/customers";
import { toMoneyJson } from "../../domain/money";

export function presentCustomer(customer: CustomerRecord, livemode: boolean) {
  return {
    id: customer.publicId,
    object: "customer" as const,
    livemode,
    code: customer.code,
    type: customer.type,
    display_name: customer.displayName,
    email: customer.email,
    phone: customer.phone,
    tax_registration_number: customer.taxNumber,
    language: customer.languageCode,
    payment_terms_days: customer.paymentTermsDays,
    credit_limit: customer.creditLimit === null ? null : { ...toMoneyJson(customer.creditLimit) },
    status: customer.status,
    metadata: { ...customer.metadata },
    version: customer.version,
    created_at: customer.createdAt,
    updated_at: customer.updatedAt,
  };
}
