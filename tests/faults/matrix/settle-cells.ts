import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";

import { awaitCondition } from "../../harness/await-condition";
import { hangMs } from "../support/observe";
import { describeHarm, describeStep } from "./harms";
import type { Cell, Matrix } from "./open-matrix";
import type { Found } from "./read-facts";
import { readFacts } from "./read-facts";
import { asksPerson, endOf } from "./right-end";
import type { RunningCell } from "./run-cells";
import { listAttentions } from "./run-cells";

/** Mails give way to sales: on a busy machine they come long after. */
const mailPatienceMs = 150_000;

/** What is not as it must be; empty where all is right. */
export type Wrong = Readonly<Record<string, readonly string[]>>;

/**
 * Answers, as an operator does, whoever asks a person; returns what is wrong in the end. Mails are
 * left for later: they give way to all else.
 */
export async function settle(matrix: Matrix, running: readonly RunningCell[]): Promise<Wrong> {
  let isOver = false;
  const operator = attendUntil(matrix, running, () => isOver);
  await Promise.allSettled(running.map(({ call }) => call));
  const wrong = await untilRight(hangMs, () => findWrong(matrix, running, { hasMails: false }));
  isOver = true;
  await operator;
  return wrong;
}

/** The same with the mails, when they have been sent. */
export function findWrongAtRest(matrix: Matrix, running: readonly RunningCell[]): Promise<Wrong> {
  return untilRight(mailPatienceMs, () => findWrong(matrix, running, { hasMails: true }));
}

/** What is wrong still when it is time to say so. */
async function untilRight(patienceMs: number, look: () => Promise<Wrong>): Promise<Wrong> {
  let wrong: Wrong = {};
  const isRight = async () => {
    wrong = await look();
    return Object.keys(wrong).length === 0 ? true : undefined;
  };
  await awaitCondition("the right end of every cell", isRight, patienceMs).catch(() => undefined);
  return wrong;
}

async function findWrong(
  matrix: Matrix,
  running: readonly RunningCell[],
  { hasMails }: { readonly hasMails: boolean },
): Promise<Wrong> {
  const found = await readFacts(
    matrix,
    running.map(({ cell, subject }) => ({ act: cell.act, subject })),
  );
  const wrong = await Promise.all(
    running.map(async ({ cell, subject, call }, index): Promise<[string, string[]][]> => {
      const differences = compare(expected(cell), found[index]).filter(
        (difference) => hasMails || !difference.startsWith("mails"),
      );
      if (differences.length === 0) return [];
      const { act, supplier, step, harm } = cell;
      const name = `${act.name}, ${supplier.name}, ${describeStep(step)}, ${describeHarm(harm)}`;
      const answer = await call.then(
        ({ final, met }) => `${met.join(" ")} ${JSON.stringify(final.body)}`,
        String,
      );
      return [[`${name} (${subject.bookingId}, ${subject.locator})`, [...differences, answer]]];
    }),
  );
  return Object.fromEntries(wrong.flat());
}

function expected(cell: Cell): Found {
  const end = endOf(cell);
  return {
    ...cell.act.expected(end, cell.supplier),
    operation: end === "done" ? "succeeded" : "failed",
    numbersAgree: true,
    openRequests: 0,
    attentions: asksPerson(cell) ? 1 : 0,
  };
}

function compare(right: Found, found: Found | undefined): string[] {
  if (found === undefined) return ["not there"];
  return (Object.keys(right) as (keyof Found)[])
    .filter((fact) => !isDeepStrictEqual(right[fact], found[fact]))
    .map((fact) => `${fact}: ${String(found[fact])}, not ${String(right[fact])}`);
}

async function attendUntil(
  matrix: Matrix,
  running: readonly RunningCell[],
  isOver: () => boolean,
): Promise<void> {
  const answered = new Set<string>();
  while (!isOver()) {
    await awaitCondition(
      "somebody who asks a person",
      async () => {
        const waiting = await listAttentions(matrix, running).catch(() => []);
        const fresh = waiting.filter(({ operationId }) => !answered.has(operationId));
        for (const { operationId, cell } of fresh) {
          answered.add(operationId);
          const { caller } = cell.subject.seller;
          const path = `/v1/operations/${operationId}/resolve`;
          await caller.post(path, randomUUID(), { action: "retry", note: "looked at and mended" });
        }
        return fresh.length > 0 || isOver() ? true : undefined;
      },
      hangMs * 2,
    );
  }
}
