/** Who acts: a person, a partner's token, or the system itself. Audited with every change. */
export interface Actor {
  readonly type: "user" | "system" | "api_token";
  readonly id: string | null;
}

export const systemActor: Actor = { type: "system", id: null };

/** Where an act came from, kept beside it in the audit log. */
export interface ActContext {
  readonly actor: Actor;
  readonly requestId?: string;
  readonly ipAddress?: string;
  readonly userAgent?: string;
  readonly workflowId?: string;
  readonly workflowRunId?: string;
  readonly traceId?: string;
}
