/**
 * What a spreadsheet takes for a formula when it opens a cell (OWASP, CSV injection): one of these
 * characters first, full width too, with or without white space before it.
 */
const formulaPattern = /^(?:[\t\r\n]|[\s\u200b\ufeff]*[=+\-@\uff0b\uff0d\uff1d\uff20])/u;

/** Free text as text: an apostrophe goes before what would be run. Amounts are ours, and never come here. */
export function neutraliseFormula(text: string): string {
  return formulaPattern.test(text) ? `'${text}` : text;
}
