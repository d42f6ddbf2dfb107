import type { RefusalCode } from "../../domain/refusal";
import { Refusal } from "../../domain/refusal";

/** The refusal that the work ends in; anything else fails. */
export async function refusalOf(work: Promise<unknown>): Promise<Refusal> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error("It was not refused.");
}

export async function refusalCodeOf(work: Promise<unknown>): Promise<RefusalCode> {
  return (await refusalOf(work)).code;
}

/** The number of the error that the database refuses with. */
export async function errnoOf(work: Promise<unknown>): Promise<number> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Error && "errno" in error && typeof error.errno === "number") {
      return error.errno;
    }
    throw error;
  }
  throw new Error("It was not refused.");
}
