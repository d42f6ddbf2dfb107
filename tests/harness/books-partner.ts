import { getPartner } from "../../db/read/get-partner";
import type { NewPartner } from "../../services/partner/create-partner";
import type { ApiClient } from "./api-client";
import { apiClient } from "./api-client";
import type { Ledger } from "./ledger";
import { addCustomer, addSupplier } from "./ledger";
import type { TestApp } from "./test-app";

/** A partner whose books began in January 2025, with a customer, a supplier and a token. */
export interface BooksPartner extends Ledger {
  readonly client: ApiClient;
  readonly token: string;
}

export async function createBooksPartner(
  app: Pick<TestApp, "createPartner" | "request">,
  overrides: Partial<NewPartner> = {},
): Promise<BooksPartner> {
  const { scope, token } = await app.createPartner({ booksFrom: "2025-01-01", ...overrides });
  return {
    scope,
    partner: await getPartner(scope),
    customer: await addCustomer(scope),
    supplierId: await addSupplier(scope),
    client: apiClient(app, token),
    token,
  };
}

export async function periodIdOf({ client }: BooksPartner, code: string): Promise<string> {
  const { body } = await client.get<{ data: { id: string; code: string }[] }>("/v1/periods");
  const period = body.data.find((each) => each.code === code);
  if (period === undefined) throw new Error(`there is no period ${code}`);
  return period.id;
}
