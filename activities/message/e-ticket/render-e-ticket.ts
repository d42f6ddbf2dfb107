import type { Canvas } from "./canvas";
import type { ETicket, ETicketDocument } from "./e-ticket";
import { drawFareSection } from "./fare-section";
import { createFlow } from "./flow";
import { formatDocumentNumber } from "./formatting";
import { drawItinerary } from "./itinerary";
import { drawNotices } from "./notices-section";
import { drawLetterhead, drawRunningHead } from "./page-frame";
import { drawPassengerPanel } from "./passenger-panel";
import { renderPaper } from "./render-paper";
import { page } from "./theme";

/** The itinerary receipt as a PDF: the same bytes for the same input, whenever it is rendered. */
export function renderETicket(input: ETicket): Promise<Buffer> {
  const numbers = input.tickets.map((one) => formatDocumentNumber(one.number, one.conjunction));
  return renderPaper(
    {
      title: `E-ticket ${numbers.join(", ")}`,
      subject: `Itinerary and receipt for booking ${input.bookingReference}`,
      issuedOn: input.issuedOn,
      agency: input.agency,
    },
    (canvas) => {
      for (const ticket of input.tickets) drawTicket(canvas, input, ticket);
    },
  );
}

function drawTicket(canvas: Canvas, input: ETicket, ticket: ETicketDocument): void {
  const flow = createFlow({
    canvas,
    top: page.top,
    bottom: page.bottom,
    beginPage: () => {
      canvas.doc.addPage();
      const number = formatDocumentNumber(ticket.number, ticket.conjunction);
      drawRunningHead(canvas, {
        name: ticket.passengerName,
        right: `${number} · ${input.bookingReference}`,
      });
    },
  });
  canvas.doc.addPage();
  canvas.group("Sect", () => {
    flow.y = drawLetterhead(canvas, {
      ...input,
      title: "Electronic ticket",
      subtitle: "Itinerary and receipt",
    });
    drawPassengerPanel(flow, input, ticket);
    drawItinerary(flow, ticket.segments);
    drawFareSection(flow, ticket);
    drawNotices(flow);
  });
}
