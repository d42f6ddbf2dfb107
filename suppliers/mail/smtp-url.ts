/** Where the mail server is, in nodemailer's words. */
export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly requireTLS: boolean;
  readonly auth?: { readonly user: string; readonly pass: string };
}

/** Without `requireTls=true`, TLS is used where the server offers it, and its certificate checked. */
export function parseSmtpUrl(url: string): SmtpServer {
  const location = URL.canParse(url) ? new URL(url) : undefined;
  const secure = location?.protocol === "smtps:";
  if (!location || (!secure && location.protocol !== "smtp:") || location.hostname === "") {
    throw new TypeError("A mail server is smtp://host:port or smtps://host:port.");
  }
  const requireTls = location.searchParams.get("requireTls") ?? "false";
  const unknown = [...location.searchParams.keys()].some((name) => name !== "requireTls");
  if (unknown || !["true", "false"].includes(requireTls)) {
    throw new TypeError("The only option of a mail server is requireTls=true or false.");
  }
  const user = decodeURIComponent(location.username);
  return {
    host: location.hostname.replaceAll(/^\[|\]$/g, ""),
    port: location.port === "" ? (secure ? 465 : 587) : Number(location.port),
    secure,
    requireTLS: requireTls === "true",
    ...(user === "" ? {} : { auth: { user, pass: decodeURIComponent(location.password) } }),
  };
}
