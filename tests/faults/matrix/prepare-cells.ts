import type { Seller, Subject } from "./act";
import { atEnd } from "./harms";
import { inTurns } from "./in-turns";
import type { Cell, Matrix } from "./open-matrix";

/** A cell with its booking, and all that comes before its act. */
export interface ReadyCell {
  readonly cell: Cell;
  readonly subject: Subject;
}

/** Commits that are held at their end hold their partner's number series, and one is alone there. */
export const loneSellers = 4;

/**
 * Sells for all cells before any is harmed. Messages are held back meanwhile: what is told of the
 * preparation is nobody's cell, and hundreds of e-tickets take as long as the cells do.
 */
export async function prepareCells(matrix: Matrix): Promise<ReadyCell[]> {
  const messaging = matrix.stack.process("worker-messaging");
  await messaging.kill("SIGKILL", { hold: true });
  const counts = new Map<string, number>();
  const sellers = matrix.chosen.map((cell) => sellerOf(matrix, cell, counts));
  const ready = await inTurns([...matrix.chosen.entries()], async ([index, cell]) => ({
    cell,
    subject: await matrix.sell(sellers[index] ?? matrix.patient, cell),
  }));
  await matrix.books.rows(
    "UPDATE outbox_events SET published_at = NOW(6), dispatched_at = NOW(6) WHERE published_at IS NULL",
  );
  await messaging.start();
  return ready;
}

function sellerOf(matrix: Matrix, { harm }: Cell, counts: Map<string, number>): Seller {
  // A no is said once: to a call whose answer nobody waits for any more, it would be lost.
  if (harm.kind === "behaviour" && harm.behaviour !== "refuses") return matrix.impatient;
  if (harm.kind === "books refuse") return matrix.refused;
  if (harm.kind === "approval never given") return matrix.unapproved;
  if (harm.kind === "behaviour" || harm.at !== atEnd) return matrix.patient;
  const earlier = counts.get(harm.kind) ?? 0;
  counts.set(harm.kind, earlier + 1);
  return matrix.alone[earlier % matrix.alone.length] ?? matrix.patient;
}
