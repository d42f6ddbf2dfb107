import { Client, createClientAsync, type IHttpClient } from "soap";

import { invariant } from "../../domain/invariant";
import type { AmadeusOperation } from "./config";
import { embeddedWsdl } from "./wsdl/service";

/** The request that soap built for one call. */
export interface SoapRequest {
  readonly action: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly xml: string;
}

export type RequestBody = Readonly<Record<string, unknown>>;
export type HeaderBuilder = (action: string) => string;

/** Builds requests from a WSDL that this process parses once, whatever the number of partners. */
export interface SoapRequestBuilder {
  build(operation: AmadeusOperation, body: RequestBody, header: HeaderBuilder): SoapRequest;
}

const wsdlTimeoutMs = 30_000;
const builders = new Map<string, Promise<SoapRequestBuilder>>();

export async function getSoapRequestBuilder(wsdlLocation?: string): Promise<SoapRequestBuilder> {
  const source = wsdlLocation ?? embeddedWsdl;
  const known = builders.get(source);
  if (known !== undefined) return known;
  const created = createBuilder(source);
  builders.set(source, created);
  // A WSDL that could not be read today may be readable tomorrow.
  created.catch(() => builders.delete(source));
  return created;
}

async function createBuilder(source: string): Promise<SoapRequestBuilder> {
  const { wsdl } = await createClientAsync(source, {
    disableCache: true,
    wsdl_options: { timeout: wsdlTimeoutMs },
  });
  let built: SoapRequest | undefined;
  let header: HeaderBuilder = noHeader;
  const httpClient = captureHttpClient((request) => {
    built = request;
  });
  const client = new Client(wsdl, undefined, { httpClient });
  client.addSoapHeader((_method: unknown, _location: string, action: string) => header(action));
  return {
    build: (operation, body, buildHeader) => {
      built = undefined;
      header = buildHeader;
      callSoapMethod(client, operation, body);
      const request = built;
      invariant(request !== undefined, `soap builds the request of ${operation} at once`);
      return request;
    },
  };
}

function noHeader(): string {
  return "";
}

/** soap's client is typed as a bag of any: this is the one place that reaches into it. */
function callSoapMethod(client: Client, operation: AmadeusOperation, body: RequestBody): void {
  const method: unknown = client[operation];
  invariant(typeof method === "function", `the WSDL has no operation ${operation}`);
  Reflect.apply(method, client, [body, ignoreSoapCallback]);
}

/**
 * Hands the request over instead of sending it: whether a byte has left decides between «not
 * done» and «unknown», which soap's HTTP client does not tell, and its XML conversion is slow.
 */
function captureHttpClient(capture: (request: SoapRequest) => void): IHttpClient {
  return {
    request: async (_url, xml: unknown, _callback, headers) => {
      invariant(typeof xml === "string", "soap hands over text");
      const httpHeaders = toTextHeaders(headers ?? {});
      capture({
        xml,
        headers: httpHeaders,
        action: (httpHeaders["SOAPAction"] ?? "").replaceAll('"', ""),
      });
      return new Promise<never>(() => {});
    },
  };
}

function toTextHeaders(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

function ignoreSoapCallback(): void {
  // The answer never goes through soap.
}
