import type { RuleInput } from "./behaviours";

type Behaviour = RuleInput["behaviour"];

/** For the first issuance only, so that the next attempt can go on. */
export function onFirstIssue(behaviour: Behaviour): readonly RuleInput[] {
  return [{ operation: "DocIssuance_IssueTicket", times: 1, behaviour }];
}

export function onRetrieval(
  behaviour: Behaviour,
  more: Partial<RuleInput> = {},
): readonly RuleInput[] {
  return [{ operation: "PNR_Retrieve", ...more, behaviour }];
}

export function onVoid(errorCode: string, errorText: string): readonly RuleInput[] {
  const behaviour = { kind: "reject", errorCode, errorText } as const;
  return [{ operation: "Ticket_CancelDocument", behaviour }];
}

export const dearerFare = {
  base: { amount: "43500.00", currency: "BDT" },
  total: { amount: "53150.00", currency: "BDT" },
  taxes: [
    { code: "BD", amount: "500.00" },
    { code: "UT", amount: "4000.00" },
    { code: "OW", amount: "3000.00" },
    { code: "E5", amount: "150.00" },
    { code: "YQ", amount: "2000.00" },
  ],
  fareBases: ["YOWBD"],
  validatingCarrier: "BG",
  commission: "*M*7",
  formOfPayment: "CASH",
};
