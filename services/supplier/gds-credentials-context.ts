/** What the encryption of a partner's GDS credentials binds them to. */
export function gdsCredentialsContext(partner: string): string {
  return `${partner}:gds_credentials.credentials`;
}
