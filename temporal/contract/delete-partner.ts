export const deletePartnerType = "deletePartner";

export interface DeletePartnerInput {
  readonly schemaVersion: 1;
  readonly partner: string;
  /** When the hold is over, RFC 3339. */
  readonly dueAt: string;
}

export interface DeletePartnerResult {
  /** `called_off` where the request was taken back, or made anew with a later end. */
  readonly kind: "deleted" | "called_off";
}
