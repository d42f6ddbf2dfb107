import { Refusal } from "../../../domain/refusal";

/** An element of a PNR that does not say what it must; thrown and caught inside this folder only. */
export class PnrUnreadableError extends Error {
  override readonly name = "PnrUnreadableError";
  readonly element: string;

  constructor(element: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.element = element;
  }
}

/** The value, or the complaint that this element lacks it. */
export function required<T>(value: T | undefined, element: string, what: string): T {
  if (value === undefined) throw new PnrUnreadableError(element, `has no ${what}`);
  return value;
}

/** Runs a rule of the domain; its refusal becomes a complaint about the element. */
export function readWith<T>(element: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new PnrUnreadableError(element, `${error.code}: ${error.message}`, { cause: error });
  }
}
