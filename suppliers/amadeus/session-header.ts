import { attributeOf, escapeXml, findChild, textAt, type XmlElement } from "../xml/read-xml";

export const sessionNamespace = "http://xml.amadeus.com/2010/06/Session_v3";
export const addressingNamespace = "http://www.w3.org/2005/08/addressing";

/** A conversation that Amadeus keeps for us; the number is that of the last call sent in it. */
export interface SessionState {
  readonly sessionId: string;
  readonly sequenceNumber: number;
  readonly securityToken: string;
}

export type SessionStep = "stateless" | "Start" | "InSeries" | "End";

export interface Addressing {
  readonly messageId: string;
  readonly action: string;
  readonly to: string;
}

export function buildAddressingHeader({ messageId, action, to }: Addressing): string {
  return (
    `<wsa:MessageID xmlns:wsa="${addressingNamespace}">${escapeXml(messageId)}</wsa:MessageID>` +
    `<wsa:Action xmlns:wsa="${addressingNamespace}">${escapeXml(action)}</wsa:Action>` +
    `<wsa:To xmlns:wsa="${addressingNamespace}">${escapeXml(to)}</wsa:To>`
  );
}

export function buildSessionHeader(step: SessionStep, session?: SessionState): string {
  if (step === "stateless") return "";
  const open = `<awsse:Session xmlns:awsse="${sessionNamespace}" TransactionStatusCode="${step}"`;
  if (session === undefined) return `${open}/>`;
  return (
    `${open}><awsse:SessionId>${escapeXml(session.sessionId)}</awsse:SessionId>` +
    `<awsse:SequenceNumber>${session.sequenceNumber}</awsse:SequenceNumber>` +
    `<awsse:SecurityToken>${escapeXml(session.securityToken)}</awsse:SecurityToken></awsse:Session>`
  );
}

/** The conversation a header carries, with its step; undefined where it carries none. */
export function readSessionHeader(
  header: XmlElement | undefined,
): { readonly step: string; readonly session: SessionState | undefined } | undefined {
  const element = findChild(header, "Session");
  if (element === undefined) return undefined;
  const step = attributeOf(element, "TransactionStatusCode") ?? "";
  const sessionId = textAt(element, "SessionId");
  const securityToken = textAt(element, "SecurityToken");
  const sequenceNumber = Number(textAt(element, "SequenceNumber"));
  if (sessionId === undefined || securityToken === undefined || !(sequenceNumber > 0)) {
    return { step, session: undefined };
  }
  return { step, session: { sessionId, sequenceNumber, securityToken } };
}
