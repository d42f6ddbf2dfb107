import type { ReportColumn } from "./report-table";

/** Cell formats by their place in the style sheet. */
export const cellStyles = { text: 0, header: 1, amountHeader: 2, amount: 3, right: 4 } as const;

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const packageNamespace = "http://schemas.openxmlformats.org/package/2006";
const documentNamespace = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const mainNamespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const contentType = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/** What a workbook of one sheet has beside it (ECMA-376, SpreadsheetML). */
export function workbookParts(parts: {
  readonly sheetName: string;
  readonly amountFormat: string;
}): Record<string, string> {
  return {
    "[Content_Types].xml": `${declaration}<Types xmlns="${packageNamespace}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${contentType}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${contentType}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${contentType}.styles+xml"/></Types>`,
    "_rels/.rels": relationships([["officeDocument", "xl/workbook.xml"]]),
    "xl/workbook.xml": `${declaration}<workbook xmlns="${mainNamespace}" xmlns:r="${documentNamespace}"><sheets><sheet name="${escapeXml(parts.sheetName)}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": relationships([
      ["worksheet", "worksheets/sheet1.xml"],
      ["styles", "styles.xml"],
    ]),
    "xl/styles.xml": styleSheet(parts.amountFormat),
  };
}

/** The first row stays in sight. */
export function sheetStart(columns: readonly ReportColumn[]): string {
  const widths = columns.map(
    ({ weight }, index) =>
      `<col min="${index + 1}" max="${index + 1}" width="${weight * 6}" customWidth="1"/>`,
  );
  return `${declaration}<worksheet xmlns="${mainNamespace}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${widths.join("")}</cols><sheetData>`;
}

export const sheetEnd = "</sheetData></worksheet>";

/** What XML 1.0 cannot hold is left out. */
export function escapeXml(text: string): string {
  return text
    .replaceAll(/(?![\t\n\r\u007f-\u009f])\p{Cc}|[\ufffe\uffff]/gu, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("\r", "&#13;");
}

function relationships(targets: readonly (readonly [type: string, target: string])[]): string {
  const rows = targets.map(
    ([type, target], index) =>
      `<Relationship Id="rId${index + 1}" Type="${documentNamespace}/${type}" Target="${target}"/>`,
  );
  return `${declaration}<Relationships xmlns="${packageNamespace}/relationships">${rows.join("")}</Relationships>`;
}

function styleSheet(amountFormat: string): string {
  const formats = [
    xf('numFmtId="0" fontId="0"'),
    xf('numFmtId="0" fontId="1" applyFont="1"'),
    xf('numFmtId="0" fontId="1" applyFont="1"', "right"),
    xf('numFmtId="164" fontId="0" applyNumberFormat="1"'),
    xf('numFmtId="0" fontId="0"', "right"),
  ];
  const font = '<sz val="11"/><name val="Calibri"/><family val="2"/>';
  return `${declaration}<styleSheet xmlns="${mainNamespace}"><numFmts count="1"><numFmt numFmtId="164" formatCode="${escapeXml(amountFormat)}"/></numFmts><fonts count="2"><font>${font}</font><font><b/>${font}</font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="${formats.length}">${formats.join("")}</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`;
}

function xf(attributes: string, alignment = ""): string {
  const end =
    alignment === "" ? "/>" : ` applyAlignment="1"><alignment horizontal="${alignment}"/></xf>`;
  return `<xf ${attributes} fillId="0" borderId="0" xfId="0"${end}`;
}
