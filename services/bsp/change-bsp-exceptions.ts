import { newId } from "../../db/new-id";
import type { PartnerTransaction } from "../../db/partner-scope";
import type { BspExceptionRecord } from "../../db/read/bsp-exceptions";
import { getBspExceptions } from "../../db/read/bsp-exceptions";
import { getUser } from "../../db/read/users";
import { writeAudit } from "../../db/write/audit";
import { lockOpenExceptions } from "../../db/write/bsp-exceptions";
import type { Changes } from "../../db/write/history";
import { writeHistory } from "../../db/write/history";
import type { ActContext } from "../../domain/actor";
import type { BspResolution } from "../../domain/bsp/matching/differences";

interface By {
  readonly context: ActContext;
  readonly at: string;
}

/** Gives exceptions to a person, or to nobody, with a day by which they are to be dealt with. */
export async function assignBspExceptions(
  transaction: PartnerTransaction,
  ids: readonly string[],
  { userId, dueOn }: { readonly userId: string | null; readonly dueOn: string | undefined },
  by: By,
): Promise<void> {
  const exceptions = await lockOpen(transaction, ids);
  const assigned = userId === null ? null : (await getUser(transaction, userId)).userId;
  const { db } = transaction;
  await db
    .updateTable("bsp_exceptions")
    .set((eb) => ({
      assigned_user_id: assigned,
      ...(dueOn === undefined ? {} : { due_on: dueOn }),
      version: eb("version", "+", 1),
    }))
    .where("bsp_exception_id", "in", keysOf(exceptions))
    .execute();
  await record(transaction, exceptions, by, {
    type: "bsp_exception.assigned",
    payload: { user_id: userId, due_on: dueOn ?? null },
    changesOf: ({ assignedTo, dueOn: before }) => ({
      assigned_user_id: [assignedTo, userId],
      ...(dueOn === undefined ? {} : { due_on: [before, dueOn] }),
    }),
  });
}

/** Says how exceptions were dealt with. What is resolved stays so (BSP_EXCEPTION_RESOLVED). */
export async function resolveBspExceptions(
  transaction: PartnerTransaction,
  ids: readonly string[],
  { resolution, reason }: { readonly resolution: BspResolution; readonly reason: string },
  by: By,
): Promise<void> {
  const exceptions = await lockOpen(transaction, ids);
  await transaction.db
    .updateTable("bsp_exceptions")
    .set((eb) => ({
      state: "resolved",
      resolution,
      resolution_text: reason,
      resolved_at: by.at,
      version: eb("version", "+", 1),
    }))
    .where("bsp_exception_id", "in", keysOf(exceptions))
    .execute();
  await record(transaction, exceptions, by, {
    type: "bsp_exception.resolved",
    payload: { resolution, reason },
    changesOf: () => ({ state: ["open", "resolved"], resolution: [null, resolution] }),
  });
}

/** Says something of an exception, also once it is resolved. The audit tells that, and not what. */
export async function commentOnBspException(
  transaction: PartnerTransaction,
  { exceptionId, publicId }: BspExceptionRecord,
  text: string,
  { context, at }: By,
): Promise<void> {
  const commentId = newId("bspExceptionComment");
  const { actor } = context;
  await transaction.db
    .insertInto("bsp_exception_comments")
    .values({
      public_id: commentId,
      bsp_exception_id: exceptionId,
      actor_type: actor.type === "user" ? "user" : "api_token",
      actor_id: actor.id ?? "",
      comment_text: text,
      created_at: at,
    })
    .execute();
  const event = {
    type: "bsp_exception.commented",
    targetType: "bsp_exception",
    targetId: publicId,
    payload: { comment_id: commentId },
  };
  await writeAudit(transaction, context, [event], at);
}

async function lockOpen(
  transaction: PartnerTransaction,
  ids: readonly string[],
): Promise<readonly BspExceptionRecord[]> {
  await lockOpenExceptions(transaction, ids);
  return getBspExceptions(transaction, ids);
}

function keysOf(exceptions: readonly BspExceptionRecord[]): number[] {
  return exceptions.map(({ exceptionId }) => exceptionId);
}

async function record(
  transaction: PartnerTransaction,
  exceptions: readonly BspExceptionRecord[],
  { context, at }: By,
  act: {
    readonly type: string;
    readonly payload: Readonly<Record<string, string | null>>;
    /** Of an exception as it was before. */
    readonly changesOf: (before: BspExceptionRecord) => Changes;
  },
): Promise<void> {
  const { changesOf, type, payload } = act;
  for (const exception of exceptions) {
    await writeHistory(transaction, {
      table: "bsp_exceptions",
      ids: [exception.exceptionId],
      type: "UPDATE",
      at,
      changes: changesOf(exception),
    });
  }
  const events = exceptions.map(({ publicId }) => ({
    type,
    targetType: "bsp_exception",
    targetId: publicId,
    payload,
  }));
  await writeAudit(transaction, context, events, at);
}
