import type { BspTransaction } from "../../domain/bsp/bsp-transaction";
import { Refusal } from "../../domain/refusal";

/** Refuses a transaction of an agency that is none of the partner's (`BSP_AGENCY_UNKNOWN`). */
export function assertAgency(
  agencies: ReadonlySet<string>,
  { agent, lines }: Pick<BspTransaction, "agent" | "lines">,
): void {
  if (agencies.has(agent)) return;
  throw new Refusal(
    "BSP_AGENCY_UNKNOWN",
    `Line ${lines.first}: agency ${agent} is neither the partner's IATA number nor that of a branch.`,
    { line: lines.first, agent },
  );
}
