/** Public ids: opaque, typed by their prefix. One table, so that a reader can tell what an id names. */
export const idPrefixes = {
  account: "acc",
  approval: "apr",
  approvalComment: "apc",
  approvalDelegation: "apd",
  auditLog: "aud",
  booking: "bk",
  branch: "br",
  bspColumnMapping: "bcm",
  bspException: "bex",
  bspExceptionComment: "bec",
  bspFile: "bsp",
  bspRemittance: "bsr",
  bspRule: "brl",
  bspSource: "bss",
  consent: "cns",
  customer: "cus",
  document: "doc",
  erasure: "ers",
  event: "evt",
  exchange: "exc",
  exchangeQuote: "exq",
  fxRate: "fxr",
  fxRateFeed: "fxf",
  gdsCredential: "gdc",
  identityProvider: "idp",
  journalDraft: "jd",
  journalEntry: "je",
  journalImport: "jim",
  journalTemplate: "jt",
  memo: "mem",
  message: "msg",
  offer: "off",
  operation: "op",
  overrideAgreement: "oag",
  partner: "ptn",
  passkey: "pky",
  period: "per",
  periodChecklist: "pcl",
  priceChange: "pch",
  recognitionRun: "rrn",
  recurringJournal: "rj",
  refund: "rfd",
  refundPayback: "rpb",
  refundQuote: "rfq",
  reportDefinition: "rd",
  request: "req",
  revenueSchedule: "rsc",
  role: "rol",
  scheduleChange: "sch",
  session: "ses",
  signUp: "sgn",
  stayOffer: "sto",
  supplier: "sup",
  supplierBankDetails: "sbd",
  supplierCall: "scl",
  supplierRequest: "srq",
  token: "tok",
  user: "usr",
  userIdentity: "uid",
  userLink: "ulk",
  verification: "vrf",
} as const;

export type IdKind = keyof typeof idPrefixes;

const bodyPattern = /^[0-9a-hjkmnp-tv-z]{26}$/;

/** Whether the text has the form of such an id; says nothing of whether the thing exists. */
export function isPublicId(kind: IdKind, text: string): boolean {
  const prefix = `${idPrefixes[kind]}_`;
  return text.startsWith(prefix) && bodyPattern.test(text.slice(prefix.length));
}

const crockford = "0123456789abcdefghjkmnpqrstvwxyz";

/** Spells 16 bytes as a prefixed id in Crockford's base 32: 128 bits after two that are zero. */
export function toPublicId(kind: IdKind, bytes: Uint8Array): string {
  let body = "";
  let value = 0;
  let bits = 2;
  for (const byte of bytes) {
    value = (value << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      body += crockford[(value >> bits) & 31] ?? "";
    }
    value &= (1 << bits) - 1;
  }
  return `${idPrefixes[kind]}_${body}`;
}
