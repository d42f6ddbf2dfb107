import { z } from "zod";

export const awaitApprovalInputSchema = z.strictObject({
  schemaVersion: z.literal(1),
  partner: z.string(),
  approvalId: z.string(),
});
