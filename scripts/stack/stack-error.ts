/** A failure that the person at the terminal can act on: its message is complete without a stack. */
export class StackError extends Error {
  override readonly name: string = "StackError";
}

// By shape and not by class: under jest the errors of Node's own modules are of another realm.
export function toMessage(error: unknown): string {
  return isObject(error) && typeof error["message"] === "string" ? error["message"] : String(error);
}

export function errorCode(error: unknown): unknown {
  return isObject(error) ? error["code"] : undefined;
}

export function errorCause(error: unknown): unknown {
  return isObject(error) ? error["cause"] : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
