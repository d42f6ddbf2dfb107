import { setTimeout as delay } from "node:timers/promises";

import type { Logger } from "pino";

import { foldBalances } from "../../db/balances/fold-balances";
import type { OpenPartner } from "../../db/partner-scopes";
import type { TransactionObserver } from "../../db/transaction";
import { Refusal } from "../../domain/refusal";
import type { EventHandler } from "./event-consumer";

const batchMax = 500;
/** Postings of that long are folded together: nobody waits for it, as readers add the rest. */
const paceMs = 500;

/**
 * Folds the journal of every partner that has posted. It is not waited for before an event leaves
 * the outbox: one that is lost is made up for by the partner's next.
 */
export function createBalanceKeeping({
  openPartner,
  observer,
  logger,
}: {
  readonly openPartner: OpenPartner;
  readonly observer: TransactionObserver;
  readonly logger: Logger;
}): EventHandler {
  /** Whether everything is folded; if not, the events come again, and hold up no other partner. */
  const fold = async (partner: string): Promise<boolean> => {
    try {
      await foldBalances(await openPartner(partner), observer);
      return true;
    } catch (error) {
      logger.error({ err: error, partner }, "the balances of a partner cannot be folded");
      return error instanceof Refusal;
    }
  };
  return {
    group: "balances",
    batchMax,
    handle: async (events, acknowledge) => {
      const posted = events.filter(({ type }) => type === "journal_entry.posted");
      const partners = [...new Set(posted.map(({ partner }) => partner))];
      let isDone = true;
      for (const partner of partners) isDone = (await fold(partner)) && isDone;
      if (isDone) await acknowledge();
      if (partners.length > 0) await delay(paceMs);
    },
  };
}
