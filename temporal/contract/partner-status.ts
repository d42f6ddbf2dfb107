export const followPartnerStatusType = "followPartnerStatus";

export interface FollowPartnerStatusInput {
  readonly schemaVersion: 1;
  readonly partner: string;
  /** Since when it was as it was before, RFC 3339; null where that is as long as it exists. */
  readonly since: string | null;
}

export interface FollowPartnerStatusResult {
  readonly paused: number;
  readonly resumed: number;
}
