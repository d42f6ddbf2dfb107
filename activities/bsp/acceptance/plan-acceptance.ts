import type { AcceptableException } from "../../../db/read/bsp-acceptables";
import type { UnpostableReason } from "../../../domain/bsp/matching/acceptance";
import { acceptDifference, unpostableReasons } from "../../../domain/bsp/matching/acceptance";
import type { Posting } from "../../../domain/journal/posting";
import type { Money } from "../../../domain/money";
import { add, money } from "../../../domain/money";
import { postBspDifference } from "../../../domain/posting/bsp-difference";
import { Refusal } from "../../../domain/refusal";

export interface PlannedAcceptance {
  readonly exception: AcceptableException;
  readonly posting: Posting;
  /** What it moves, whichever way. */
  readonly size: Money;
}

/**
 * What accepting an exception posts today.
 *
 * @throws Refusal `BSP_EXCEPTION_NOT_POSTABLE`: with the reason, and what we suggest.
 */
export function planAcceptance(exception: AcceptableException, today: string): PlannedAcceptance {
  const accepted = acceptDifference(exception);
  if (accepted.kind === "none") throw notPostable(exception, accepted.reason);
  const { sale, publicId, documentNumber, difference } = exception;
  if (sale === undefined) throw notPostable(exception, "ticket_unknown");
  const { claim, commission } = accepted;
  const cost = add(claim, commission).minor;
  return {
    exception,
    size: money(difference.currency, cost < 0n ? -cost : cost),
    posting: {
      sourceType: "bsp_exception",
      sourceId: publicId,
      eventDate: today,
      postingKey: acceptanceKey(publicId),
      description: `BSP difference of ${documentNumber} accepted (${exception.field ?? exception.kind})`,
      lines: postBspDifference({ supplierId: sale.supplierId, sale, claim, commission }),
    },
  };
}

function notPostable(exception: AcceptableException, reason: UnpostableReason): Refusal {
  return new Refusal("BSP_EXCEPTION_NOT_POSTABLE", unpostableReasons[reason], {
    id: exception.publicId,
    reason,
    suggested_action: exception.suggestedAction,
  });
}

/** An exception is posted once, whoever accepts it. */
function acceptanceKey(publicId: string): string {
  return `bsp-exception:${publicId}`;
}
