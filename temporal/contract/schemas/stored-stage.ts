import { z } from "zod";

import type { JsonValue } from "../../../domain/canonical-json";

const storedStageSchema = z.strictObject({ stageOf: z.string() });

/** Kept instead with an operation that only one workflow starts, as its child: that workflow's id. */
export function toStoredStage(stageOf: string): JsonValue {
  return storedStageSchema.parse({ stageOf });
}

/** Absent of an operation that any process may start. */
export function findStageOf(stored: unknown): string | undefined {
  return storedStageSchema.safeParse(stored).data?.stageOf;
}
