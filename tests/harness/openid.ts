import type { OpenIdSandbox } from "../../suppliers/openid/sandbox";
import type { IssuerFault } from "../../suppliers/openid/sandbox/faults";
import type { Answer } from "./api-client";
import type { Browser } from "./sign-in";

export interface IssuerPerson {
  readonly sub: string;
  readonly email?: string;
  readonly email_verified?: boolean;
  readonly name?: string;
  readonly amr?: readonly string[];
}

/** What the issuer redirected a browser with. */
export interface IssuerAnswer {
  readonly provider_id: string;
  readonly state: string;
  readonly code?: string;
  readonly iss?: string;
  readonly error?: string;
}

export interface Issuer extends OpenIdSandbox {
  become(person: IssuerPerson): Promise<void>;
  fail(kind: IssuerFault | null): Promise<void>;
  rotate(): Promise<void>;
}

/** The sandbox, as a test rules it. */
export function ruleIssuer(sandbox: OpenIdSandbox): Issuer {
  const control = async (method: string, path: string, body?: unknown): Promise<void> => {
    const response = await fetch(sandbox.controlUrl + path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  };
  return {
    ...sandbox,
    become: (person) => control("PUT", "/person", person),
    fail: (kind) => control("PUT", "/fault", { kind }),
    rotate: () => control("POST", "/rotate"),
  };
}

export interface Begun {
  readonly provider_id: string;
  readonly authorization_url: string;
  readonly binding?: string;
}

export function begin(browser: Browser, body: object): Promise<Answer<Begun>> {
  return browser.send<Begun>("POST", "/v1/auth/oidc/start", body);
}

/** Goes where the API says, and comes back with what the issuer says. */
export async function goToIssuer(begun: Begun): Promise<IssuerAnswer> {
  const response = await fetch(begun.authorization_url, { redirect: "manual" });
  const location = new URL(response.headers.get("Location") ?? "");
  const { state = "", ...rest } = Object.fromEntries(location.searchParams);
  return { provider_id: location.pathname.split("/").at(-1) ?? "", state, ...rest };
}

export function complete(browser: Browser, answer: object): Promise<Answer> {
  return browser.send("POST", "/v1/auth/oidc/complete", answer);
}

/** All three steps. */
export async function signInByIssuer(browser: Browser, body: object): Promise<Answer> {
  const { status, body: begun } = await begin(browser, body);
  if (status !== 200) throw new Error(`start: ${status} ${JSON.stringify(begun)}`);
  return complete(browser, await goToIssuer(begun));
}
