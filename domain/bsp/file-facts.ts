/** What a file says of itself, or whoever sends it. */
export interface BspFileFacts {
  /** Null of a file by a mapping of columns, as its sequence. */
  readonly settlementPlan: string | null;
  readonly market: string;
  readonly sequence: number | null;
  readonly isTest: boolean;
  readonly isFinal: boolean;
  /** `YYYY-MM-DD`. */
  readonly billingEndsOn: string;
}
