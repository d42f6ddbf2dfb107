import {
  describeUndone,
  type NotDone,
  type Refused,
  type SupplierRefusalReason,
  type Undone,
  type Unknown,
} from "../outcome";
import type { PnrReading } from "./pnr/read-pnr";
import { redactSoap } from "./redact-soap";
import { isSecurityFault, type SoapFault } from "./soap-fault";

/** Somebody else's change comes through within seconds. */
const simultaneousChangeRetryMs = 2_000;

const reasonsByCode: Readonly<Record<string, SupplierRefusalReason>> = {
  "1929": "reservation_not_found",
  "1931": "reservation_not_found",
  "395": "already_ticketed",
  "401": "document_not_found",
  "21803": "not_refundable",
};

const reasonsByText: readonly (readonly [RegExp, SupplierRefusalReason])[] = [
  [/(?:INVALID|NO MATCH FOR) RECORD LOCATOR/, "reservation_not_found"],
  [/ALREADY (?:BEEN )?(?:TICKETED|ISSUED)/, "already_ticketed"],
  [/(?:TICKET|DOCUMENT)(?: NUMBER)? NOT FOUND/, "document_not_found"],
  [/(?:NOT|NON)[ -]REFUND/, "not_refundable"],
  [/NOT (?:EXCHANGEABLE|ELIGIBLE|REISSUABLE)/, "not_exchangeable"],
  [/DOCUMENT CONFIRMED SALE|VOID (?:PERIOD|WINDOW|TIME)|ALREADY REPORTED/, "void_window_closed"],
];

const simultaneousChangeCodes = new Set(["8111", "387"]);

/** What Amadeus's error means to us, by its code and, where codes differ by product, by its text. */
export function toRefusalReason(code: string, text: string): SupplierRefusalReason {
  if (Object.hasOwn(reasonsByCode, code)) return reasonsByCode[code] ?? "rejected";
  const normalized = text.toUpperCase();
  return reasonsByText.find(([pattern]) => pattern.test(normalized))?.[1] ?? "rejected";
}

/** The PNR changed under our hands: nothing was done, and a new look at it helps. */
export function isSimultaneousChange(code: string, text: string): boolean {
  return simultaneousChangeCodes.has(code) || /SIMULTANEOUS CHANGES/i.test(text);
}

export function isAlreadyVoided(code: string, text: string): boolean {
  return code === "6150" || /ALREADY (?:CANCEL|VOID)/i.test(text);
}

export function refused(reason: SupplierRefusalReason, code: string, text: string): Refused {
  return {
    kind: "refused",
    reason,
    supplierCode: code,
    supplierText: redactSoap(text),
  };
}

export function notDone(message: string, retryAfterMs?: number): NotDone {
  const redacted = redactSoap(message);
  return retryAfterMs === undefined
    ? { kind: "notDone", message: redacted }
    : { kind: "notDone", message: redacted, retryAfterMs };
}

export function unknown(message: string): Unknown {
  return { kind: "unknown", message: redactSoap(message) };
}

/** An error that the application answered with. */
export function toErrorOutcome(code: string, text: string): Refused | NotDone {
  if (isSimultaneousChange(code, text)) return notDone(text, simultaneousChangeRetryMs);
  return refused(toRefusalReason(code, text), code, text);
}

/** Of a PNR that is an error, or says something that is not understood. */
export function toReservationRefusal(
  reading: Exclude<PnrReading, { readonly kind: "reservation" }>,
): Refused {
  return reading.kind === "error"
    ? refused(toRefusalReason(reading.code, reading.text), reading.code, reading.text)
    : refused("reservation_invalid", "", `${reading.element} ${reading.detail}`);
}

/** A fault to a call that changes nothing: the layer below the application is worth another try. */
export function toReadFaultOutcome(fault: SoapFault): Refused | NotDone {
  if (isSecurityFault(fault)) return refused("credentials_rejected", fault.code, fault.text);
  if (fault.layer === "Application") return toErrorOutcome(fault.code, fault.text);
  return notDone(describeFault(fault));
}

/**
 * A fault to a call that acts: only security, which stands before it, and an error that says
 * itself why nothing could happen are believed.
 */
export function toActFaultOutcome(fault: SoapFault): Refused | Unknown {
  if (isSecurityFault(fault)) return refused("credentials_rejected", fault.code, fault.text);
  const reason = toRefusalReason(fault.code, fault.text);
  const isBelieved = fault.layer === "Application" && reason !== "rejected";
  return isBelieved ? refused(reason, fault.code, fault.text) : unknown(describeFault(fault));
}

/** Once a part of a request was done, «nothing happened» is no longer true of the whole. */
export function stopAt(outcome: Undone, hasActed: boolean): Undone {
  if (!hasActed || outcome.kind === "unknown") return outcome;
  return unknown(`some of the documents were answered, then: ${describeUndone(outcome)}`);
}

export function describeFault({ code, layer, text }: SoapFault): string {
  return `SOAP fault ${code}|${layer}|${text}`;
}
