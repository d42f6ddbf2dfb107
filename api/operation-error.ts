import type { OperationRecord } from "../db/read/get-operation";
import type { RefusalRecord } from "../temporal/contract/failures";
import { refusalRecordSchema } from "../temporal/contract/schemas/failures";

/** The refusal that ended an operation, as its workflow or this API wrote it down. */
export function toRefusalRecord(operation: OperationRecord): RefusalRecord {
  if (operation.status === "cancelled") {
    return {
      code: "OPERATION_CANCELLED",
      message: "The operation was cancelled before anything was issued.",
      details: { operation_id: operation.publicId },
    };
  }
  const stored = refusalRecordSchema.parse(operation.error);
  // Where the refusal names the operation to follow, that is the one.
  return { ...stored, details: { operation_id: operation.publicId, ...stored.details } };
}
