import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Certificate {
  /** Files of PEM. */
  readonly cert: string;
  readonly key: string;
}

export interface CertificateAuthority {
  /** File of PEM. */
  readonly ca: string;
  /** Signs one for the names, valid for 30 days; a negative number of days is one that has expired. */
  issue(name: string, options?: { readonly days?: number }): Certificate;
  remove(): void;
}

/** A certificate authority of one test, by openssl. */
export function createAuthority(name = "test authority"): CertificateAuthority {
  const folder = mkdtempSync(join(tmpdir(), "travobooks-ca-"));
  const openssl = (...args: string[]) =>
    execFileSync("openssl", args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const authority = ["-addext", "basicConstraints=critical,CA:TRUE"];
  openssl(
    "req",
    "-x509",
    ...key,
    ...authority,
    "-keyout",
    "ca.key",
    "-out",
    "ca.pem",
    "-subj",
    `/CN=${name}`,
  );
  let issued = 0;
  return {
    ca: join(folder, "ca.pem"),
    issue: (host, { days = 30 } = {}) => {
      issued += 1;
      const at = join(folder, `${issued}`);
      mkdirSync(at);
      const files = { cert: join(at, "cert.pem"), key: join(at, "key.pem") };
      const request = join(at, "request.pem");
      const extensions = join(at, "extensions");
      writeFileSync(extensions, `subjectAltName=DNS:${host}\n`);
      openssl("req", ...key, "-keyout", files.key, "-out", request, "-subj", `/CN=${host}`);
      const by = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-extfile", extensions];
      openssl("x509", "-req", "-in", request, ...by, "-out", files.cert, "-days", String(days));
      return files;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
