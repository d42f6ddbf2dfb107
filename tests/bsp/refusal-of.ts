import { Refusal } from "../../domain/refusal";

/** The refusal that reading ends in; anything else fails. */
export function refusalOf(work: () => unknown): Refusal {
  try {
    work();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}
