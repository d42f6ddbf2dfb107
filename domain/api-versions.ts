/** The versions of the API by their dates, oldest first; what each changed is in api/versions/. */
export const apiVersions = ["2026-11-01", "2026-11-21"] as const;

export type ApiVersion = (typeof apiVersions)[number];

/** What a token that is made now is answered in, and whoever names no version. */
export const latestApiVersion: ApiVersion = "2026-11-21";

export function isApiVersion(text: string): text is ApiVersion {
  return (apiVersions as readonly string[]).includes(text);
}
