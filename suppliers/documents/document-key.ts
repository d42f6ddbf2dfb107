import { DocumentError } from "./port";

/** Where a document lies: `<partner_id>/<year>/<month>/<doc_id>.<ext>`. */
export interface DocumentKey {
  readonly partnerId: string;
  /** Four digits. */
  readonly year: string;
  /** `01` to `12`. */
  readonly month: string;
  readonly documentId: string;
  /** Without the dot, in lower case. */
  readonly extension: string;
}

const keyPattern =
  /^(?<partnerId>[A-Za-z0-9][A-Za-z0-9_-]{0,63})\/(?<year>20\d\d)\/(?<month>0[1-9]|1[0-2])\/(?<documentId>[A-Za-z0-9][A-Za-z0-9_-]{0,127})\.(?<extension>[a-z0-9]{1,8})$/;

/** No segment can begin with a dot or hold a slash, so no key can leave its folder. */
export function parseDocumentKey(text: string): DocumentKey {
  const groups = keyPattern.exec(text)?.groups;
  if (!groups) {
    throw new DocumentError(
      "KEY_INVALID",
      `${JSON.stringify(text.slice(0, 200))} is not <partner_id>/<year>/<month>/<doc_id>.<ext>.`,
    );
  }
  const { partnerId = "", year = "", month = "", documentId = "", extension = "" } = groups;
  return { partnerId, year, month, documentId, extension };
}

/** The inverse of `parseDocumentKey`; refuses parts that would not read back the same. */
export function formatDocumentKey(key: DocumentKey): string {
  const { partnerId, year, month, documentId, extension } = key;
  const text = `${partnerId}/${year}/${month}/${documentId}.${extension}`;
  parseDocumentKey(text);
  return text;
}
