import { buffer } from "node:stream/consumers";

import Pdf from "pdfkit";

import { accessibilityMetadata } from "./accessibility";
import type { Canvas } from "./canvas";
import { createCanvas } from "./canvas";
import type { ETicket, ETicketDocument } from "./e-ticket";
import { drawFareSection } from "./fare-section";
import { createFlow } from "./flow";
import { formatDocumentNumber, parseLocal } from "./formatting";
import { drawItinerary } from "./itinerary";
import { drawNotices } from "./notices-section";
import { drawFoot, drawLetterhead, drawRunningHead } from "./page-frame";
import { drawPassengerPanel } from "./passenger-panel";
import { toPrintable } from "./printable-text";
import { page } from "./theme";

/** The itinerary receipt as a PDF: the same bytes for the same input, whenever it is rendered. */
export function renderETicket(input: ETicket): Promise<Buffer> {
  const doc = openDocument(input);
  escapeMetadata(doc);
  const bytes = buffer(doc);
  const canvas = createCanvas(doc, input.agency);
  for (const ticket of input.tickets) drawTicket(canvas, input, ticket);
  canvas.finish();
  drawFeet(canvas, input);
  doc.appendXML(accessibilityMetadata);
  doc.end();
  return bytes;
}

function openDocument(input: ETicket): PDFKit.PDFDocument {
  const issuedAt = new Date(parseLocal(input.issuedOn).epochMs);
  const numbers = input.tickets.map((one) => formatDocumentNumber(one.number, one.conjunction));
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
      Title: toPrintable(`E-ticket ${numbers.join(", ")}`),
      Author: toPrintable(input.agency.name),
      Subject: toPrintable(`Itinerary and receipt for booking ${input.bookingReference}`),
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

function drawTicket(canvas: Canvas, input: ETicket, ticket: ETicketDocument): void {
  const flow = createFlow({
    canvas,
    top: page.top,
    bottom: page.bottom,
    beginPage: () => {
      canvas.doc.addPage();
      drawRunningHead(canvas, input, ticket);
    },
  });
  canvas.doc.addPage();
  canvas.group("Sect", () => {
    flow.y = drawLetterhead(canvas, input);
    drawPassengerPanel(flow, input, ticket);
    drawItinerary(flow, ticket.segments);
    drawFareSection(flow, ticket);
    drawNotices(flow);
  });
}

function drawFeet(canvas: Canvas, input: ETicket): void {
  const { start, count } = canvas.doc.bufferedPageRange();
  for (let index = 0; index < count; index += 1) {
    canvas.doc.switchToPage(start + index);
    drawFoot(canvas, input, { number: index + 1, count });
  }
}
