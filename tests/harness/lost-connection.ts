const codes = ["EPIPE", "ECONNRESET", "ER_CONNECTION_KILLED", "ER_QUERY_INTERRUPTED"];

/** However the driver and the server word it: before, during or after a statement. */
export function isLostConnection(error: unknown): boolean {
  // Node's own errors are of another realm than jest's: no instanceof here.
  const { fatal, code } = Object(error) as { fatal?: boolean; code?: string };
  return fatal === true || codes.includes(code ?? "");
}
