import { renameInDocument, renameMember } from "./rename-member";
import type { VersionStep } from "./version-change";

const rename = { from: "tax_number", to: "tax_registration_number" };
const routes = [
  "POST /v1/customers",
  "GET /v1/customers",
  "GET /v1/customers/{customer_id}",
] as const;

/** The word of SAF-T (TaxRegistrationNumber) for what an authority gave, of whatever tax. */
export const version20261121: VersionStep = {
  version: "2026-11-21",
  summary: [
    "A customer's `tax_number` is `tax_registration_number`, the word of SAF-T (OECD): in what is sent, in answers and in `fields=`.",
  ],
  changes: routes.map((route) => renameMember(route, rename)),
  downgradeDocument: (document) =>
    renameInDocument(document, { ...rename, schemas: ["NewCustomer", "Customer"], routes }),
};
