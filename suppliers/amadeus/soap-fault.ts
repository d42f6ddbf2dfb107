import { findAt, findChild, textAt, type XmlElement } from "../xml/read-xml";

/** `1929|Application|INVALID RECORD LOCATOR`: Amadeus puts code, layer and text in the fault string. */
export interface SoapFault {
  readonly faultCode: string;
  readonly code: string;
  readonly layer: string;
  readonly text: string;
}

const faultStringPattern = /^\s*(\d+)\s*\|\s*([^|]*?)\s*\|([\s\S]*)$/;

/** The fault in a SOAP body, of version 1.1 or 1.2; undefined where there is none. */
export function readSoapFault(body: XmlElement | undefined): SoapFault | undefined {
  const fault = findChild(body, "Fault");
  if (fault === undefined) return undefined;
  const faultCode = textAt(fault, "faultcode") ?? textAt(fault, "Code", "Value") ?? "";
  const faultString = textAt(fault, "faultstring") ?? textAt(fault, "Reason", "Text") ?? "";
  const match = faultStringPattern.exec(faultString);
  if (match === null) return { faultCode, code: faultCode, layer: "", text: faultString };
  const [, code = "", layer = "", text = ""] = match;
  return { faultCode, code, layer, text: text.trim() };
}

/** Wrong user, password, office or clock: Amadeus turned the request away unread. */
export function isSecurityFault({ faultCode, code, layer, text }: SoapFault): boolean {
  const localCode = faultCode.slice(faultCode.indexOf(":") + 1);
  return (
    faultCode.startsWith("wsse:") ||
    layer === "Security" ||
    /^(?:FailedAuthentication|InvalidSecurity\w*|MessageExpired|FailedCheck)$/.test(localCode) ||
    (layer === "Session" && code === "99") ||
    /NOT AUTHENTICATED|AUTHENTICATION FAIL|INVALID PASSWORD|NOT AUTHORIZED TO LOGIN/i.test(text)
  );
}

/** Reads the error group of a ticketing reply: its code and its text, trimmed. */
export function readErrorGroup(parent: XmlElement | undefined): {
  readonly code: string;
  readonly text: string;
} {
  const group = findAt(parent, "errorGroup");
  return {
    code: textAt(group, "errorOrWarningCodeDetails", "errorDetails", "errorCode") ?? "",
    text: textAt(group, "errorWarningDescription", "freeText") ?? "",
  };
}
