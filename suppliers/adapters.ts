import type { z } from "zod";

import { createAmadeusClient } from "./amadeus/client";
import { amadeusCredentialsSchema } from "./amadeus/config";
import { createHotelbedsClient } from "./hotelbeds/client";
import { hotelbedsCredentialsSchema } from "./hotelbeds/config";
import type { OnExchange } from "./http/supplier-exchange";
import { createLccClient } from "./lcc/client";
import { lccCredentialsSchema } from "./lcc/config";
import { readOrderMessage } from "./lcc/webhook";
import { createNdcClient } from "./ndc/client";
import { ndcCredentialsSchema } from "./ndc/config";
import type { TokenStore } from "./oauth/token-source";
import type { AirSupplier } from "./port";
import { createSabreClient } from "./sabre/client";
import { sabreCredentialsSchema } from "./sabre/config";

export interface AdapterParts {
  /** For suppliers that give tokens. */
  readonly tokens: TokenStore;
  readonly onExchange?: OnExchange;
}

/** One kind of supplier: its credentials, and the client that is made of them. */
export interface SupplierAdapter {
  /** Refuses credentials of another form by a ZodError that names the member. */
  readCredentials(json: unknown): SupplierConnection;
}

export interface SupplierConnection {
  /** Every address that the client will call. */
  readonly addresses: readonly string[];
  open(parts: AdapterParts): AirSupplier;
  /** Reads a message of this supplier; undefined where it is not signed by it, or is old. */
  readMessage(message: SignedMessage, nowMs: number): SupplierMessage | undefined;
}

/** What a supplier sends us of its own accord. */
export interface SignedMessage {
  /** By its name in lower case. */
  header(name: string): string | undefined;
  /** As it was sent: that is what is signed. */
  readonly body: string;
}

/** That there is something to ask for: an order is asked for all the same. */
export interface SupplierMessage {
  readonly recordLocator: string;
  /** It says that what was paid for is confirmed. */
  readonly isConfirmation: boolean;
}

/** By the provider code under which a partner's credentials are kept. */
const adapters: Readonly<Record<string, SupplierAdapter>> = {
  "1A": defineAdapter(amadeusCredentialsSchema, {
    addressesOf: ({ endpoint, wsdlLocation }) => [
      endpoint,
      ...(wsdlLocation?.includes("://") ? [wsdlLocation] : []),
    ],
    open: (credentials, { onExchange }) => createAmadeusClient({ ...credentials, onExchange }),
  }),
  "1S": defineAdapter(sabreCredentialsSchema, {
    addressesOf: ({ endpoint }) => [endpoint],
    open: (credentials, parts) => createSabreClient({ ...credentials, ...parts }),
  }),
  HBD: defineAdapter(hotelbedsCredentialsSchema, {
    addressesOf: ({ endpoint }) => [endpoint],
    open: (credentials, { onExchange }) => createHotelbedsClient({ ...credentials, onExchange }),
  }),
  LCC: defineAdapter(lccCredentialsSchema, {
    addressesOf: ({ endpoint }) => [endpoint],
    open: (credentials, { onExchange }) => createLccClient({ ...credentials, onExchange }),
    readMessage: ({ webhookSecret: secret }, { header, body }, nowMs) => {
      if (secret === undefined) return undefined;
      const signature = header("x-duffel-signature");
      const message = readOrderMessage({ signature, body }, { secret, nowMs });
      if (message === undefined) return undefined;
      const { orderId: recordLocator, type } = message;
      return { recordLocator, isConfirmation: type === "order.confirmed" };
    },
  }),
  NDC: defineAdapter(ndcCredentialsSchema, {
    addressesOf: ({ endpoint }) => [endpoint],
    open: (credentials, { onExchange }) => createNdcClient({ ...credentials, onExchange }),
  }),
};

export const adapterCodes: readonly string[] = Object.keys(adapters);

export function findAdapter(providerCode: string): SupplierAdapter | undefined {
  return Object.hasOwn(adapters, providerCode) ? adapters[providerCode] : undefined;
}

function defineAdapter<Schema extends z.ZodType>(
  schema: Schema,
  kind: {
    addressesOf(credentials: z.output<Schema>): readonly string[];
    open(credentials: z.output<Schema>, parts: AdapterParts): AirSupplier;
    readMessage?(
      credentials: z.output<Schema>,
      message: SignedMessage,
      nowMs: number,
    ): SupplierMessage | undefined;
  },
): SupplierAdapter {
  return {
    readCredentials: (json) => {
      const credentials = schema.parse(json);
      return {
        addresses: kind.addressesOf(credentials),
        open: (parts) => kind.open(credentials, parts),
        readMessage: (message, nowMs) => kind.readMessage?.(credentials, message, nowMs),
      };
    },
  };
}
