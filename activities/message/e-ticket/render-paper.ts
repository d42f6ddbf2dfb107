import { buffer } from "node:stream/consumers";

import Pdf from "pdfkit";

import { accessibilityMetadata } from "./accessibility";
import type { Canvas } from "./canvas";
import { createCanvas } from "./canvas";
import type { ETicketAgency } from "./e-ticket";
import { parseLocal } from "./formatting";
import { drawFeet } from "./page-frame";
import { toPrintable } from "./printable-text";

/** A document that an agency hands out, by what its file says of itself. */
export interface Paper {
  readonly title: string;
  readonly subject: string;
  /** `YYYY-MM-DD`; also the creation date of the file. */
  readonly issuedOn: string;
  readonly agency: ETicketAgency;
}

/** As a PDF, tagged and archivable: the same bytes for the same input, whenever it is rendered. */
export function renderPaper(paper: Paper, draw: (canvas: Canvas) => void): Promise<Buffer> {
  const doc = openDocument(paper);
  escapeMetadata(doc);
  const bytes = buffer(doc);
  const canvas = createCanvas(doc, paper.agency);
  draw(canvas);
  canvas.finish();
  drawFeet(canvas, paper.agency);
  doc.appendXML(accessibilityMetadata);
  doc.end();
  return bytes;
}

function openDocument({ title, subject, issuedOn, agency }: Paper): PDFKit.PDFDocument {
  const issuedAt = new Date(parseLocal(issuedOn).epochMs);
  return new Pdf({
    size: "A4",
    margin: 0,
    autoFirstPage: false,
    bufferPages: true,
    // An empty name keeps pdfkit from starting with Helvetica, which it would not embed.
    font: "",
    pdfVersion: "1.7",
    subset: "PDF/A-2a",
    tagged: true,
    lang: "en",
    displayTitle: true,
    info: {
      Title: toPrintable(title),
      Author: toPrintable(agency.name),
      Subject: toPrintable(subject),
      Creator: "travoBooks",
      Producer: "travoBooks",
      CreationDate: issuedAt,
      ModDate: issuedAt,
    },
  });
}

/** pdfkit writes the same strings into the XML metadata as they are: there they need escaping. */
function escapeMetadata(doc: PDFKit.PDFDocument): void {
  const endMetadata = doc.endMetadata.bind(doc);
  doc.endMetadata = () => {
    const { Title = "", Author = "", Subject = "" } = doc.info;
    const [title, author, subject] = [Title, Author, Subject].map(escapeXml);
    Object.assign(doc.info, { Title: title, Author: author, Subject: subject });
    endMetadata();
  };
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
