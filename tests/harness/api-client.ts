import { randomUUID } from "node:crypto";

import type { SupplierName } from "../../domain/supplier-names";
import type { TestApp } from "./test-app";

export interface Answer<Body = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

export interface ApiClient {
  get<Body = Record<string, unknown>>(
    path: string,
    headers?: Record<string, string>,
  ): Promise<Answer<Body>>;
  post<Body = Record<string, unknown>>(
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer<Body>>;
  put<Body = Record<string, unknown>>(
    path: string,
    body: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer<Body>>;
  patch<Body = Record<string, unknown>>(
    path: string,
    body: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer<Body>>;
  delete<Body = Record<string, unknown>>(
    path: string,
    headers?: Record<string, string>,
  ): Promise<Answer<Body>>;
}

/** Speaks as one token; each POST has a fresh Idempotency-Key unless one is given. */
export function apiClient(app: Pick<TestApp, "request">, token: string): ApiClient {
  const send = async <Body>(path: string, init: RequestInit): Promise<Answer<Body>> => {
    const response = await app.request(path, init);
    const text = await response.text();
    const body: Body = text === "" ? undefined : JSON.parse(text);
    return { status: response.status, headers: response.headers, body };
  };
  const replacement = (method: string, body: unknown, headers: Record<string, string>) => ({
    method,
    headers: {
      Authorization: `Bearer ${token}`,
      "Content-Type": "application/json",
      ...headers,
    },
    body: JSON.stringify(body),
  });
  return {
    get: (path, headers = {}) =>
      send(path, { headers: { Authorization: `Bearer ${token}`, ...headers } }),
    post: (path, body, headers = {}) =>
      send(path, {
        method: "POST",
        headers: {
          Authorization: `Bearer ${token}`,
          "Idempotency-Key": randomUUID(),
          ...(body === undefined ? {} : { "Content-Type": "application/json" }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    put: (path, body, headers = {}) => send(path, replacement("PUT", body, headers)),
    patch: (path, body, headers = {}) => send(path, replacement("PATCH", body, headers)),
    delete: (path, headers = {}) =>
      send(path, { method: "DELETE", headers: { Authorization: `Bearer ${token}`, ...headers } }),
  };
}

/** A customer with an address for its e-tickets. */
export async function createTestCustomer(client: ApiClient): Promise<string> {
  const { body } = await client.post<{ id: string }>("/v1/customers", {
    code: `C-${randomUUID().slice(0, 8)}`,
    display_name: "Ayesha Rahman",
    email: "ayesha@example.com",
  });
  return body.id;
}

export interface ProblemBody {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly retryable: boolean;
  readonly request_id: string;
  readonly operation_id?: string;
  readonly errors?: readonly {
    readonly in: string;
    readonly pointer: string;
    readonly code: string;
    readonly detail: string;
  }[];
}

export interface IssuanceBody {
  readonly operation_id: string;
  readonly booking_id: string;
  readonly ticket_numbers: readonly string[];
  readonly journal_entry_id: string;
  readonly journal_entry_number: number;
}

export interface BookingBody {
  readonly id: string;
  readonly reference: string;
  readonly state: string;
  readonly record_locator: string;
  readonly version: number;
  readonly total: { readonly amount: string; readonly currency: string };
  readonly tickets: readonly { readonly number: string }[];
}

/** The service fee of accounting.md 5.1. */
export const serviceFee = {
  type: "service_fee",
  amount: { amount: "1000.00", currency: "BDT" },
  vat_percent: "15",
};

export async function bookReservation(
  client: ApiClient,
  recordLocator: string,
  charges: readonly unknown[] = [serviceFee],
  supplier: SupplierName = "amadeus",
): Promise<BookingBody> {
  const customerId = await createTestCustomer(client);
  const { status, body } = await client.post<BookingBody>(
    "/v1/bookings",
    {
      customer_id: customerId,
      reservation: { supplier, record_locator: recordLocator },
      charges,
    },
    { Prefer: "wait=30" },
  );
  if (status !== 201) throw new Error(`booking ${recordLocator}: ${JSON.stringify(body)}`);
  return body;
}

let locators = 0;

/** A fresh record locator with a magic prefix of the sandbox (docs/sandbox-amadeus.md). */
export function locator(prefix: string): string {
  locators += 1;
  return (
    prefix +
    locators
      .toString(36)
      .toUpperCase()
      .padStart(6 - prefix.length, "0")
  );
}
