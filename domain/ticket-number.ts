import { Refusal } from "./refusal";

/**
 * An air document number: 3-digit airline accounting code, then form code and serial (10 digits).
 * The check digit is stored where a supplier gives one, and never keyed on or rejected on:
 * each GDS and document type computes it its own way (travel-formats.md 5).
 */
export interface TicketNumber {
  /** 13 digits, the key. */
  readonly number: string;
  readonly checkDigit?: string;
}

/** Of an air document, its 13 digits; of a hotel's voucher, the supplier's name: `1-3087549`. */
export const documentNumberPattern = /^(\d{13}|[A-Z0-9]{1,8}-[A-Z0-9]{1,11})$/;

const numberPattern = /^(\d{3})-?(\d{10})(?:-?(\d))?$/;

/** Reads `0741122334455`, `074-1122334455` and the 14-digit form with a check digit. */
export function parseTicketNumber(text: string): TicketNumber {
  const match = numberPattern.exec(text.trim());
  if (!match) {
    throw new Refusal(
      "TICKET_NUMBER_INVALID",
      `"${text}" is not a document number: 3 digits of the airline and 10 of the document.`,
      { number: text },
    );
  }
  const [, airline = "", document = "", checkDigit] = match;
  return {
    number: airline + document,
    ...(checkDigit === undefined ? {} : { checkDigit }),
  };
}

/** `074-1122334455`, as it is printed; a voucher's is printed as it is. */
export function formatTicketNumber(number: string): string {
  if (number.length !== 13) return number;
  return `${number.slice(0, 3)}-${number.slice(3)}`;
}

const serialMax = 9_999_999_999n;
const conjunctionPattern = /^(\d{3}-?\d{10})(?:-(\d{2,3}))?$/;

/**
 * Reads a range as a GDS prints it: `157-1234567890-91` is two documents, one transaction.
 * The suffix replaces the last digits of the number and may carry over (`…99-00`).
 */
export function parseConjunction(text: string): string[] {
  const match = conjunctionPattern.exec(text.trim());
  if (!match?.[1]) {
    throw new Refusal("TICKET_NUMBER_INVALID", `"${text}" is not a document number or range.`, {
      number: text,
    });
  }
  const first = parseTicketNumber(match[1]).number;
  const suffix = match[2];
  if (suffix === undefined) return [first];
  const modulus = 10n ** BigInt(suffix.length);
  const serial = BigInt(first.slice(3));
  const count = (((BigInt(suffix) - (serial % modulus)) % modulus) + modulus) % modulus;
  if (count === 0n || count > 3n || serial + count > serialMax) {
    throw new Refusal(
      "TICKET_NUMBER_INVALID",
      `"${text}" is not a conjunction: it has 2 to 4 consecutive documents.`,
      { number: text },
    );
  }
  return Array.from({ length: Number(count) + 1 }, (_, index) => {
    const next = serial + BigInt(index);
    return first.slice(0, 3) + next.toString().padStart(10, "0");
  });
}
