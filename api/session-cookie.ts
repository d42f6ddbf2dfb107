/** `__Host-`: a browser takes it over TLS alone, for this host alone, for all paths. */
export const sessionCookie = "__Host-travobooks";
