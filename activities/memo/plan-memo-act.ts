import type { Updateable } from "kysely";

import type { Database } from "../../db/generated/database";
import type { PartnerTransaction } from "../../db/partner-scope";
import { toInstant } from "../../db/read/amounts";
import type { MemoRow } from "../../db/write/memos";
import type { PartnerRecord } from "../../domain/booking-record";
import type { Posting, PostingLine } from "../../domain/journal/posting";
import type { MemoState } from "../../domain/memo/memo";
import { assertMemoStep, memoStateInvalid } from "../../domain/memo/memo";
import { memoPostingKeys } from "../../domain/memo/posting-keys";
import { formatAmount, isSameMoney, parseMoney, toMoneyJson } from "../../domain/money";
import {
  postDisputedBilling,
  postDisputeSettlement,
  postLostDispute,
  postProvision,
} from "../../domain/posting/dispute";
import type { Deferral } from "../../domain/posting/issuance";
import { postCreditMemo, postDebitMemo } from "../../domain/posting/memo";
import type { ScheduleRelease } from "../../domain/posting/schedule";
import { Refusal } from "../../domain/refusal";
import type { CheckedMemoAct, MemoAct } from "../../temporal/contract/memo";
import type { MemoFacts } from "./memo-facts";
import { readMemoFacts } from "./memo-facts";
import { findProvision, findSuspense } from "./memo-items";
import { planRecharge } from "./plan-recharge";

export interface PlannedMemoAct {
  readonly partner: PartnerRecord;
  /** The booking that it is linked to, which schedules are of. */
  readonly bookingId: number | null;
  /** What the memo becomes. */
  readonly change: Updateable<Database["agency_memos"]> & { readonly state: MemoState };
  readonly approval: CheckedMemoAct["approval"];
  readonly entries: readonly PlannedEntry[];
}

interface PlannedEntry {
  readonly posting: Posting;
  readonly deferrals: readonly Deferral[];
  readonly releases: readonly ScheduleRelease[];
}

type Decision<Kind extends MemoAct["kind"]> = Extract<MemoAct, { readonly kind: Kind }>;

/** What the lines of a step release or defer besides. */
interface Lines {
  readonly lines: readonly PostingLine[];
  readonly deferrals?: readonly Deferral[];
  readonly releases?: readonly ScheduleRelease[];
}

interface Plan {
  readonly change: PlannedMemoAct["change"];
  readonly approval: CheckedMemoAct["approval"];
  /** Each posts an entry, unless it has no lines. */
  readonly steps: readonly (Lines & { readonly name: keyof typeof told })[];
}

const told = {
  accept: "accepted",
  bill: "billed while it is disputed",
  provide: "disputed, loss probable",
  resolve: "dispute settled",
  recharge: "charged on",
} as const;

/** What an act on a memo does to it and to the books; refuses what its state does not allow. */
export async function planMemoAct(
  transaction: PartnerTransaction,
  memo: MemoRow,
  act: MemoAct,
  instant: string,
): Promise<PlannedMemoAct> {
  const facts = await readMemoFacts(transaction, memo, instant);
  const { change, approval, steps } = await plan(transaction, { memo, act, facts, instant });
  return {
    partner: facts.partner,
    bookingId: memo.booking_id,
    change,
    approval,
    entries: steps
      .filter(({ lines }) => lines.length > 0)
      .map((step) => toEntry(memo, facts, step)),
  };
}

async function plan(
  transaction: PartnerTransaction,
  {
    memo,
    act,
    facts,
    instant,
  }: {
    readonly memo: MemoRow;
    readonly act: MemoAct;
    readonly facts: MemoFacts;
    readonly instant: string;
  },
): Promise<Plan> {
  switch (act.kind) {
    case "accept":
      return accept(memo, facts);
    case "dispute":
      return dispute(memo, facts, { ...act, instant });
    case "bill":
      return bill(memo, facts, act);
    case "resolve":
      return resolve(transaction, memo, facts, act);
    case "settle":
      return settle(memo, act);
    case "recharge": {
      const { lines, change } = await planRecharge(transaction, memo, facts, act);
      const { state } = memo;
      const steps = [{ name: "recharge", lines }] as const;
      return { change: { ...change, state }, approval: null, steps };
    }
  }
}

function accept(memo: MemoRow, facts: MemoFacts): Plan {
  assertMemoStep(memo.state, "ACCEPTED");
  return {
    change: { state: "ACCEPTED", attention_reason: null },
    approval: { act: "memo.accept", amount: toMoneyJson(facts.memo.amount) },
    steps: [{ name: "accept", ...acceptedLines(memo, facts) }],
  };
}

function acceptedLines(memo: MemoRow, { memo: event, unflown, currencies }: MemoFacts): Lines {
  return memo.memo_kind === "adm"
    ? postDebitMemo(event, currencies)
    : postCreditMemo({ ...event, unflown });
}

/** What BSP has billed already stands in suspense from now on; what is probably lost is provided. */
function dispute(
  memo: MemoRow,
  { memo: event, currencies }: MemoFacts,
  { reason, text, probableLoss, instant }: Decision<"dispute"> & { readonly instant: string },
): Plan {
  assertMemoStep(memo.state, "DISPUTED");
  if (memo.memo_kind !== "adm") {
    throw memoStateInvalid(memo.state, "What an airline grants is not disputed: ask for another.");
  }
  const deadline = toInstant(memo.dispute_deadline_at);
  if (Date.parse(deadline) <= Date.parse(instant)) {
    throw new Refusal("MEMO_DEADLINE_PASSED", "It could be disputed until its deadline.", {
      dispute_deadline_at: deadline,
    });
  }
  const loss = probableLoss === null ? undefined : parseMoney(probableLoss);
  return {
    change: {
      state: "DISPUTED",
      dispute_reason: reason,
      dispute_text: text,
      attention_reason: null,
      ...(loss && { provision_amount: formatAmount(loss) }),
    },
    approval: null,
    steps: [
      { name: "bill", lines: memo.billed_on === null ? [] : postDisputedBilling(event) },
      {
        name: "provide",
        lines: loss ? postProvision({ ...event, probableLoss: loss }, currencies) : [],
      },
    ],
  };
}

/** What is billed is paid on time, whatever becomes of the dispute (accounting.md 5.7). */
function bill(memo: MemoRow, { memo: event }: MemoFacts, { billedOn }: Decision<"bill">): Plan {
  if (memo.billed_on !== null || memo.state === "SETTLED") {
    throw memoStateInvalid(memo.state, "It has been billed already.");
  }
  const { state } = memo;
  return {
    change: { state, billed_on: billedOn },
    approval: null,
    steps: [{ name: "bill", lines: state === "DISPUTED" ? postDisputedBilling(event) : [] }],
  };
}

/** The payable goes down with the payment, which is another entry: this says which billing it was. */
function settle(memo: MemoRow, { settledOn, reference }: Decision<"settle">): Plan {
  assertMemoStep(memo.state, "SETTLED");
  return {
    change: {
      state: "SETTLED",
      settled_on: settledOn,
      settlement_reference: reference,
      billed_on: memo.billed_on ?? settledOn,
    },
    approval: null,
    steps: [],
  };
}

async function resolve(
  transaction: PartnerTransaction,
  memo: MemoRow,
  facts: MemoFacts,
  act: Decision<"resolve">,
): Promise<Plan> {
  const { memo: event, currencies, partner } = facts;
  const upheld = parseMoney(act.upheld);
  const isLost = isSameMoney(upheld, event.amount);
  const state = isLost ? "DISPUTE_REJECTED" : "DISPUTE_ACCEPTED";
  assertMemoStep(memo.state, state);
  const { functionalCurrency } = partner;
  const provision = await findProvision(transaction, memo, functionalCurrency);
  const suspense = await findSuspense(transaction, memo, functionalCurrency);
  const open = { ...(provision && { provision }), ...(suspense && { suspense }) };
  return {
    change: { state, upheld_amount: formatAmount(upheld) },
    approval: upheld.minor === 0n ? null : { act: "memo.accept", amount: toMoneyJson(upheld) },
    steps: [
      {
        name: "resolve",
        ...(isLost
          ? postLostDispute({ ...event, ...open }, currencies)
          : { lines: postDisputeSettlement({ ...event, ...open, upheld }, currencies) }),
      },
    ],
  };
}

function toEntry(
  memo: MemoRow,
  { today }: MemoFacts,
  { name: step, lines, deferrals = [], releases = [] }: Plan["steps"][number],
): PlannedEntry {
  const document = `${memo.memo_kind.toUpperCase()} ${memo.document_number}`;
  return {
    deferrals,
    releases,
    posting: {
      sourceType: "memo",
      sourceId: memo.public_id,
      eventDate: today,
      postingKey: memoPostingKeys(memo.public_id)[step],
      description: `${document} ${told[step]}`,
      lines: [...lines],
    },
  };
}
