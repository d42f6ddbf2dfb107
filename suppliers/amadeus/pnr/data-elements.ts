import { findAt, listChildren, textAt, type XmlElement } from "../../xml/read-xml";
import { infantReference, type PnrPassenger } from "./passengers";
import type { PnrSegment } from "./segments";

/** A line of a PNR such as FA, FM, FP or FV, with what it applies to. */
export interface DataElement {
  /** For messages: `FA OT12`. */
  readonly label: string;
  /** The text without the prefix and the association that say whom it is for. */
  readonly content: string;
  /** `INF …` is for the infants, `PAX …` for everybody else; undefined where neither is said. */
  readonly forInfants: boolean | undefined;
  /** References of passengers, of the adult where it is for an infant; none is all of them. */
  readonly passengerReferences: readonly string[];
  /** None is all segments. */
  readonly segmentReferences: readonly string[];
}

export interface PnrIndex {
  readonly passengers: readonly PnrPassenger[];
  readonly segments: readonly PnrSegment[];
}

const scopePattern = /^(?:(PAX|INF)\s+)?([\s\S]*?)(?:\/S([\d,-]+))?(?:\/P([\d,-]+))?$/;

export function listRawElements(reply: XmlElement, segmentName: string): XmlElement[] {
  return listChildren(findAt(reply, "dataElementsMaster"), "dataElementsIndiv").filter(
    (element) => textAt(element, "elementManagementData", "segmentName") === segmentName,
  );
}

export function listDataElements(
  reply: XmlElement,
  segmentName: "FA" | "FM" | "FP" | "FV",
  index: PnrIndex,
): DataElement[] {
  return listRawElements(reply, segmentName).map((element) =>
    toDataElement(element, segmentName, index),
  );
}

/** Whether an element says something about a passenger on some of these segments. */
export function appliesTo(
  element: DataElement,
  passenger: { readonly reference: string; readonly isInfant: boolean },
  segmentReferences: readonly string[],
): boolean {
  if (element.forInfants !== undefined && element.forInfants !== passenger.isInfant) return false;
  const isNamed = element.passengerReferences.some(
    (reference) =>
      reference === passenger.reference || infantReference(reference) === passenger.reference,
  );
  if (element.passengerReferences.length > 0 && !isNamed) return false;
  return (
    element.segmentReferences.length === 0 ||
    element.segmentReferences.some((reference) => segmentReferences.includes(reference))
  );
}

function toDataElement(element: XmlElement, segmentName: string, index: PnrIndex): DataElement {
  const tattoo = textAt(element, "elementManagementData", "reference", "number") ?? "?";
  const text = listChildren(element, "otherDataFreetext")
    .map((freetext) => textAt(freetext, "longFreetext") ?? "")
    .join(" ")
    .trim();
  const [, scope, content = "", segmentLines, passengerLines] = scopePattern.exec(text) ?? [];
  const references = listChildren(findAt(element, "referenceForDataElement"), "reference");
  const passengers = referencesOf(references, "PT");
  const segments = referencesOf(references, "ST");
  return {
    label: `${segmentName} OT${tattoo}`,
    content: content.trim(),
    forInfants: scope === undefined ? undefined : scope === "INF",
    passengerReferences:
      passengers.length > 0 ? passengers : atLines(index.passengers, passengerLines),
    segmentReferences: segments.length > 0 ? segments : atLines(index.segments, segmentLines),
  };
}

function referencesOf(references: readonly XmlElement[], qualifier: "PT" | "ST"): string[] {
  return references
    .filter((reference) => textAt(reference, "qualifier") === qualifier)
    .map((reference) => `${qualifier}${textAt(reference, "number") ?? ""}`);
}

/** `/S2-3,5` and `/P2` name lines of the display: the way where the message has no references. */
function atLines(
  lines: readonly { readonly reference: string; readonly lineNumber: string | undefined }[],
  ranges: string | undefined,
): string[] {
  if (ranges === undefined) return [];
  const isListed = (line: number): boolean =>
    ranges.split(",").some((range) => {
      const [first = 0, last = first] = range.split("-").map(Number);
      return line >= first && line <= last;
    });
  return lines
    .filter(({ lineNumber }) => lineNumber !== undefined && isListed(Number(lineNumber)))
    .map(({ reference }) => reference.replace(/I$/, ""));
}
